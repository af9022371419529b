/** The door of the WeChat channel: the webhook of an official account, and what goes out to its followers. */
import { randomBytes } from 'node:crypto';
import type { Robot, RunningRobot } from '../../bot/mod.ts';
import type { Store } from '../../store/mod.ts';
import type { Log } from '../web/http.ts';
import { Uploads } from '../web/uploads.ts';
import { createBindings } from './account.ts';
import { createAnswering } from './answer.ts';
import { createClient } from './client.ts';
import { createCipher } from './crypto.ts';
import { createPost } from './envelope.ts';
import { createHearing, type Recognise } from './hearing.ts';
import { createLoad, type Load } from './load.ts';
import { createNotices, type Notices } from './notices.ts';
import { createDispatcher } from './outbox.ts';
import { createQuota } from './quota.ts';
import { type Handler, webhook } from './webhook.ts';
import { readWords } from './words.ts';

/** The account's part of the settings, by the names of the environment. */
export interface WeChatSettings {
  /** Without it the route says that nobody has configured it. */
  WECHAT_TOKEN?: string | undefined;
  WECHAT_APPID?: string | undefined;
  /** Without it nothing is sent but in the answers to requests. */
  WECHAT_SECRET?: string | undefined;
  /** Safe and compatible mode; the mode itself is read from each request. */
  WECHAT_AES_KEY?: string | undefined;
  WECHAT_API_BASE?: string | undefined;
  WECHAT_DESK?: 'own' | 'platform' | undefined;
  WECHAT_MENUS?: 'msgmenu' | 'links' | undefined;
}

export interface WeChatParts {
  robot: Robot & Pick<RunningRobot, 'agentActs'>;
  store: Store;
  settings: WeChatSettings;
  /** Pictures are kept in `<dataDir>/uploads`. */
  dataDir: string;
  /** The wall clock: by it requests are too old, tokens expire and windows close. */
  clock: () => Date;
  log: Log;
  fetch?: typeof fetch;
  /** Recognises voice messages that the platform has not recognised; without it customers are asked to type. */
  recognise?: Recognise;
  /** Milliseconds that a request waits for its turn; 4,500 unless a test is in a hurry. */
  budget?: number;
  /** How much is too much; measured unless a test knows better. */
  load?: Load;
}

export interface WeChatChannel {
  /** Serves `/wechat`; everything else passes through. */
  handle: Handler;
  /** Sends notices and knows what became of them. */
  notices: Notices;
  /** Begins to send what is due in the outbox. */
  start(): void;
  /** Takes nothing more from the outbox; resolves when what is being sent is settled. */
  close(): Promise<void>;
}

/** @throws Error when an EncodingAESKey is set without the app id that the envelopes name */
export async function createWeChatChannel(parts: WeChatParts): Promise<WeChatChannel> {
  const { robot, store, settings, clock, log } = parts;
  const { WECHAT_TOKEN: token, WECHAT_APPID: appId, WECHAT_AES_KEY: aesKey } = settings;
  if (aesKey && !appId) throw new Error('WECHAT_AES_KEY needs WECHAT_APPID: set the app id of the account.');
  const client = createClient({
    appId,
    secret: settings.WECHAT_SECRET,
    base: settings.WECHAT_API_BASE,
    ...(parts.fetch ? { fetch: parts.fetch } : {}),
    clock,
    log,
    menus: settings.WECHAT_MENUS !== 'links',
  });
  const quota = createQuota({ store });
  const notices = createNotices({ store, client, clock });
  const onAlert = (why: string) => log.error({ why }, 'WeChat needs an operator');
  const dispatcher = createDispatcher({ store, client, quota, clock, log, onAlert });
  const uploads = new Uploads(parts.dataDir, await fileKey(store));
  const answer = createAnswering({
    robot,
    store,
    client,
    hearing: createHearing({ store, client, uploads, recognise: parts.recognise, log }),
    bindings: createBindings(store),
    load: parts.load ?? createLoad(),
    words: readWords(),
    opened: quota.opened,
    noticeFinished: notices.finished,
    nudge: () => client.maySend && dispatcher.nudge(),
    desk: settings.WECHAT_DESK ?? 'own',
    appId,
    clock,
    log,
    ...(parts.budget ? { budget: parts.budget } : {}),
  });
  const post = token ? createPost(token, aesKey ? createCipher(aesKey, appId!) : null, clock) : null;
  return {
    handle: webhook({ post, answer, clock, log }),
    notices,
    start() {
      if (client.maySend) dispatcher.start();
    },
    close: dispatcher.close,
  };
}

/** Makes names of pictures that cannot be guessed; the same on every node. */
async function fileKey(store: Store): Promise<Buffer> {
  const kept = await store.putIfAbsent('wechat', 'file-key', randomBytes(32).toString('base64url'));
  return Buffer.from(kept as string, 'base64url');
}
