/** How elements are made: by names and text nodes only, so that nothing anybody wrote is read as markup; and how they are tapped. */

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | undefined | ((event: Event) => void)>;

/** An element; attributes whose name begins with `on` are listeners, `true` is an attribute without value. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** @throws when the page lacks it */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element as T;
}

/** A second tap within this time is the same tap of an unsteady finger, in milliseconds. */
const SAME_TAP = 800;

/** Acts on a click, once for a double click. */
export function onTap(element: HTMLElement, act: () => void): void {
  let idleFrom = 0;
  element.addEventListener('click', ({ timeStamp }) => {
    if (timeStamp < idleFrom) return;
    idleFrom = timeStamp + SAME_TAP;
    act();
  });
}
