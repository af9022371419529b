/** Owns the page's icons. */

const SVG = 'http://www.w3.org/2000/svg';

/** Line icons, 24 × 24. */
const ICONS = {
  bill: 'M7 3h10a1 1 0 0 1 1 1v17l-3-2-3 2-3-2-3 2V4a1 1 0 0 1 1-1Zm2.5 5h5M9.5 12h5',
  bolt: 'M13 2.5 5 13.5h6l-1 8 8-11h-6l1-8Z',
  wallet:
    'M4 7.5A2.5 2.5 0 0 1 6.5 5H18v3M4 7.5V17a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H4.5M16 13.5h.01',
  plug: 'M9 3v5M15 3v5M6.5 8h11v3a5.5 5.5 0 0 1-11 0V8ZM12 16.5V21',
  tag: 'M4 5a1 1 0 0 1 1-1h6.5L20 12.5 12.5 20 4 11.5V5Zm4.5 3.5h.01',
  headset:
    'M5 14v-2a7 7 0 0 1 14 0v2M5 14a1.5 1.5 0 0 1 3 0v3a1.5 1.5 0 0 1-3 0v-3Zm11 0a1.5 1.5 0 0 1 3 0v3a1.5 1.5 0 0 1-3 0v-3Zm1.5 4.5c0 1.5-1.5 2.5-4 2.5',
  order:
    'M8 4.5h8M8.5 3h7v3h-7V3ZM8.5 4.5H6a1 1 0 0 0-1 1V20a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V5.5a1 1 0 0 0-1-1h-2.5M8.5 11h7M8.5 15h4.5',
  book: 'M12 6.5C10 5 7.5 4.5 4 4.5V18c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2V4.5c-3.5 0-6 .5-8 2Zm0 0V20',
  station:
    'M5 21V5a1.5 1.5 0 0 1 1.5-1.5h6A1.5 1.5 0 0 1 14 5v16M4 21h11M14 11h1.5a1.5 1.5 0 0 1 1.5 1.5V17a1.5 1.5 0 0 0 3 0V9l-2.5-2.5M9.5 8 8 11.5h3L9.5 15',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.8-3.600 3.800-5.5 7.5-5.5s6.700 1.900 7.5 5.5',
  camera:
    'M4 8a1 1 0 0 1 1-1h2.5L9 4.5h6L16.5 7H19a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V8Zm8 8.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
  picture: 'M4.5 5h15v14h-15V5Zm0 10.5 4-4 4.5 4.5 2.5-2.5 4 4M15.5 9h.01',
  pin: 'M12 21s-6.5-5.700-6.5-11a6.5 6.5 0 0 1 13 0c0 5.300-6.5 11-6.5 11Zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  star: 'm12 3.5 2.600 5.400 5.900.8-4.300 4.100 1.100 5.900-5.300-2.900-5.300 2.900 1.100-5.900L3.5 9.700l5.900-.8L12 3.5Z',
  plusRound: 'M12 8v8M8 12h8M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  close: 'm6 6 12 12M18 6 6 18',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  chat: 'M4 5.5h16v11h-8.5L7 20v-3.5H4v-11ZM8 9.5h8M8 12.5h5',
  down: 'm6 10 6 6 6-6',
  right: 'm10 6 6 6-6 6',
  alert: 'M12 8v5M12 16.5h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  letters: 'M3 19 8.5 5 14 19M5 14.5h7M15 19l3-8 3 8M16 16.5h4',
} as const;

export type IconName = keyof typeof ICONS;

/** A decorative icon: it says nothing to a screen reader, its neighbour text does. */
export function icon(name: IconName, className = ''): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({
    viewBox: '0 0 24 24',
    class: `icon ${className}`,
    'aria-hidden': 'true',
  })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** Puts the icons into the page's own HTML, at every `<i data-icon="name">`. */
export function placeIcons(): void {
  for (const place of document.querySelectorAll<HTMLElement>('i[data-icon]')) {
    place.replaceWith(icon(place.dataset.icon as IconName));
  }
}
