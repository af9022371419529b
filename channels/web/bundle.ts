/** Owns the browser files: the page and the embed script, bundled in memory when the server starts. */
import { readFile } from 'node:fs/promises';
import { bundled, nameOf } from '../page/bundle.ts';

/** Where the page's own files are served; a name changes with its content, so browsers may keep them for ever. */
export const ASSETS = '/webchat/assets';

export interface Bundle {
  html: string;
  embed: string;
  /** By file name. */
  assets: Map<string, { type: string; body: string }>;
}

/** @throws when a browser file does not build */
export async function bundlePage(): Promise<Bundle> {
  const [script, style, embed, template] = await Promise.all([
    bundled(here('page/main.ts')),
    bundled(here('page/style.css')),
    bundled(here('embed.ts')),
    readFile(here('page/index.html'), 'utf8'),
  ]);
  const scriptName = nameOf('main', script, '.js');
  const styleName = nameOf('style', style, '.css');
  return {
    html: template
      .replace('{{script}}', `${ASSETS}/${scriptName}`)
      .replace('{{style}}', `${ASSETS}/${styleName}`),
    embed,
    assets: new Map([
      [scriptName, { type: 'text/javascript', body: script }],
      [styleName, { type: 'text/css', body: style }],
    ]),
  };
}

function here(file: string): URL {
  return new URL(file, import.meta.url);
}
