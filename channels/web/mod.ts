/** The door of the web channel: Direct Line 3.0, the customer's page and the script that embeds it. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import express, { type Router } from 'express';
import type { Robot } from '../../bot/mod.ts';
import type { Store } from '../../store/mod.ts';
import { bundlePage } from './bundle.ts';
import { Conversations } from './conversations.ts';
import { BASE, directLine } from './directline.ts';
import type { Log } from './http.ts';
import { Incoming } from './incoming.ts';
import { site } from './site.ts';
import { Streams } from './streams.ts';
import { channelKeys, Tokens } from './tokens.ts';
import { Uploads } from './uploads.ts';

export interface WebChannelParts {
  robot: Robot;
  store: Store;
  /** The Direct Line secret of the utility's back ends; empty = a demonstration, open to everybody. */
  secret?: string | undefined;
  /** Pictures are kept in `<dataDir>/uploads`. */
  dataDir: string;
  /** By which messages are stamped and tokens expire. */
  clock: () => Date;
  log: Log;
  /** New conversations that one address may start in a minute; 600 unless told. Behind a proxy, set `trust proxy`. */
  newPerMinute?: number;
}

export interface WebChannel {
  /** Serves `/`, `/webchat/*`, `/embed.js` and `/v3/directline/*`; everything else passes through. */
  router: Router;
  /** Takes a WebSocket upgrade under `/v3/directline`. @returns false when the path is not ours */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Closes the streams; clients reconnect to the next process and lose nothing. */
  close(): Promise<void>;
}

/** Builds the channel, the page's files included. @throws when these do not build or the store cannot be read */
export async function createWebChannel(parts: WebChannelParts): Promise<WebChannel> {
  const { robot, store, secret, dataDir, clock, log, newPerMinute = 600 } = parts;
  const [bundle, keys] = await Promise.all([bundlePage(), channelKeys(store, secret)]);
  const tokens = new Tokens(keys.tokens, clock);
  const conversations = new Conversations(store, tokens, secret);
  const incoming = new Incoming(robot, clock, log);
  const uploads = new Uploads(dataDir, keys.files);
  const streams = new Streams(store, tokens, log);
  const unsubscribe = robot.onCommit((conversationId) => streams.notify(conversationId));

  const router = express.Router();
  router.use(BASE, directLine({ store, conversations, tokens, incoming, uploads, log, newPerMinute }));
  router.use(site({ bundle, conversations, tokens, log, newPerMinute }));
  return {
    router,
    upgrade: (request, socket, head) => streams.upgrade(request, socket, head),
    async close() {
      unsubscribe();
      streams.close();
    },
  };
}
