/** The simulated platform as an HTTP server: its API, the pictures users sent, and the phone in a browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { api } from './api.ts';
import { Platform, type PlatformOptions } from './platform.ts';

export interface RunningPlatform {
  platform: Platform;
  /** What WECHAT_API_BASE is set to. */
  origin: string;
  close(): Promise<void>;
}

/** @param extra routes beside the API: the phone's page */
export async function startPlatform(
  options: PlatformOptions & { port?: number | undefined },
  extra?: (platform: Platform) => express.RequestHandler,
): Promise<RunningPlatform> {
  const platform = new Platform(options);
  const app = express().disable('x-powered-by');
  app.use('/cgi-bin', api(platform));
  app.get('/pic/:id', (request: express.Request<{ id: string }>, response) => {
    const media = platform.media.get(request.params.id);
    if (media) response.type(media.contentType).send(media.bytes);
    else response.status(404).end();
  });
  if (extra) app.use(extra(platform));
  const http = createServer(app);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  platform.origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    platform,
    origin: platform.origin,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
    },
  };
}
