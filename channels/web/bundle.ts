/** Owns the browser files: the page and the embed script, bundled in memory when the server starts. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
    bundled('page/main.ts'),
    bundled('page/style.css'),
    bundled('embed.ts'),
    readFile(here('page/index.html'), 'utf8'),
  ]);
  const scriptName = `main.${hash(script)}.js`;
  const styleName = `style.${hash(style)}.css`;
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

/** The oldest browsers served: those of spring 2022, for the page needs `dialog`. */
const TARGET = ['chrome100', 'safari15.4', 'firefox100'];

async function bundled(file: string): Promise<string> {
  const result = await build({
    entryPoints: [here(file)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: TARGET,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return result.outputFiles[0]!.text;
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
