/** Line icons, 24 × 24; no font is needed for them. */

const PATHS = {
  picture: 'M4.5 5h15v14h-15V5Zm0 10.5 4-4 4.5 4.5 2.5-2.5 4 4M15.5 9h.01',
  microphone:
    'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3Zm-6-3.5a6 6 0 0 0 12 0M12 17.5V21M9 21h6',
  pin: 'M12 21s-6.5-5.7-6.5-11a6.5 6.5 0 0 1 13 0c0 5.3-6.5 11-6.5 11Zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  scan: 'M4 8V4.5h4M16 4.5h4V8M20 16v3.5h-4M8 19.5H4V16M4 12h16',
  sound: 'M6 9.5v5h3l4.5 4v-13l-4.5 4H6ZM17 9a4.5 4.5 0 0 1 0 6',
  film: 'M5 5h14v14H5V5Zm5 4v6l5-3-5-3Z',
} as const;

export type IconName = keyof typeof PATHS;
const SVG = 'http://www.w3.org/2000/svg';

/** A decorative icon: its neighbour text speaks for it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Puts the icons into the page's own HTML, at every `<i data-icon="name">`. */
export function placeIcons(): void {
  for (const place of document.querySelectorAll<HTMLElement>('i[data-icon]'))
    place.replaceWith(icon(place.dataset.icon as IconName));
}
