/** How a page's own files are bundled in memory when a server starts, and named after their content. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The oldest browsers served: those of spring 2022, for the pages need `dialog`. */
const TARGET = ['chrome100', 'safari15.4', 'firefox100'];

/** One script or style sheet with all that it imports. @throws when it does not build */
export async function bundled(file: URL): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(file)],
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

/** A name that changes with the content, so that browsers may keep it for ever. @param extension with its dot */
export function nameOf(stem: string, content: string, extension: string): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return `${stem}.${hash}${extension}`;
}
