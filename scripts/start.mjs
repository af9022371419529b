/** `npm start`: runs the built server; where none can be kept, the same from its sources. */
import { fileURLToPath } from 'node:url';
import { builtServer } from './built-server.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

process.setSourceMapsEnabled(true);
let server = './serve.ts';
try {
  server = await builtServer(here('..'), 'scripts/serve.ts', here('../node_modules/.cache/grid-assistant'));
} catch (error) {
  process.stderr.write(`starting slowly, from the sources: ${error.message}\n`);
  const { register } = await import('tsx/esm/api');
  register();
}
await import(server);
