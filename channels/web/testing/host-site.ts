/** A site of somebody else's for end-to-end tests: it embeds our chat, and shows Microsoft's Web Chat against our server. */
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

export interface HostSite {
  origin: string;
  close(): Promise<void>;
}

/** @param secret with which the site's back end asks for its signed-in customer's token */
export async function startHostSite(product: string, secret?: string): Promise<HostSite> {
  const app = express();
  embeddingPages(app, product);
  tokenOfSignedInCustomer(app, product, secret);
  webChatPage(app, product);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A policy as strict as a bank's: what the launcher needs is one script and one frame. */
function embeddingPages(app: Express, product: string): void {
  const policy = `default-src 'none'; script-src ${product}; frame-src ${product}; connect-src 'self'`;
  const tag = (more: string) =>
    `<!doctype html><title>主站</title><h1>某某供电公司</h1><script src="${product}/embed.js" data-title="在线客服" ${more} async></script>`;
  app.get('/anonymous', (_request, response) => {
    response.set('Content-Security-Policy', policy).type('html').send(tag('data-position="left"'));
  });
  app.get('/signed-in', (_request, response) => {
    response.set('Content-Security-Policy', policy).type('html').send(tag('data-token-url="/chat-token"'));
  });
}

function tokenOfSignedInCustomer(app: Express, product: string, secret: string | undefined): void {
  app.post('/chat-token', async (_request, response) => {
    const user = { id: 'dl_customer-17', bound: ['3201000000017'], phone: '13800000001' };
    const answer = await fetch(`${product}/v3/directline/tokens/generate`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ user }),
    });
    response.status(answer.status).json(await answer.json());
  });
}

function webChatPage(app: Express, product: string): void {
  const bundle = fileURLToPath(
    new URL('../../../node_modules/botframework-webchat/dist/webchat.js', import.meta.url),
  );
  app.get('/webchat.js', (_request, response) => response.sendFile(bundle));
  app.get('/webchat', (request, response) => {
    const options = JSON.stringify({
      domain: `${product}/v3/directline`,
      webSocket: request.query.polling === undefined,
      pollingInterval: 300,
    });
    response.type('html').send(`<!doctype html><meta charset="utf-8"><title>Web Chat</title>
<style>html, body, #chat { height: 100%; margin: 0 }</style><div id="chat"></div><script src="/webchat.js"></script>
<script>WebChat.renderWebChat({ directLine: WebChat.createDirectLine(${options}), locale: 'zh-CN' }, document.getElementById('chat'))</script>`);
  });
}
