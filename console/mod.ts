/** The door of the console: for now the agents' desk on one page. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import express from 'express';
import helmet from 'helmet';
import { type ConsoleParts, consoleApi } from './api.ts';

export { ensureAdmin } from './staff.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Serves `/console` and `/api/*`. @throws when the page does not build */
export async function createConsole(parts: ConsoleParts): Promise<express.Router> {
  const { outputFiles } = await build({
    entryPoints: [here('page/main.ts'), here('page/style.css')],
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map((file) => [file.path.split('/').at(-1)!, file.text]));
  const html = readFileSync(here('page/index.html'), 'utf8');
  const router = express.Router();
  router.use('/api', consoleApi(parts));
  router.use(
    '/console',
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          frameAncestors: ["'none'"],
          upgradeInsecureRequests: null,
        },
      },
    }),
  );
  router.get('/console', (_request, response) => void response.type('html').send(html));
  router.get('/console/:file', (request, response, next) => {
    const body = files.get(request.params.file);
    return body === undefined
      ? next()
      : void response.type(request.params.file.endsWith('.css') ? 'css' : 'js').send(body);
  });
  return router;
}
