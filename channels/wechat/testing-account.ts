/** A connected account for tests: a webhook over a scripted robot and a real store, and a platform that signs and sends. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../store/mod.ts';
import { echoScript, type FakeRobot, fakeRobot, type Script } from '../web/testing/fake-robot.ts';
import { createCipher, sign } from './crypto.ts';
import { createWeChatChannel, type WeChatParts, type WeChatSettings } from './mod.ts';
import { startPlatform, type TestPlatform } from './testing.ts';
import { parseXml } from './xml.ts';

export const TOKEN = 'AAAAA';
export const APP_ID = 'wxba5fad812f8e6fb9';
export const AES_KEY = 'A'.repeat(43);
const cipher = createCipher(AES_KEY, APP_ID);

export interface Answered {
  /** 0 = the connection was cut, by either side. */
  status: number;
  contentType: string;
  /** As it came, in safe mode the envelope. */
  raw: string;
  /** Decrypted where it was an envelope. */
  body: string;
  /** The reply's text. */
  text: string;
}

export interface Sending {
  mode?: 'plain' | 'safe' | 'compatible';
  /** Replaces what the query would hold. */
  query?: Record<string, string>;
  /** Milliseconds after which the platform cuts. */
  patience?: number;
}

export interface TestAccount {
  robot: FakeRobot;
  store: Store;
  /** The platform's API, as far as the outgoing side needs it. */
  platform: TestPlatform;
  /** What agents did, as the channel passed it on. */
  acts: unknown[][];
  send(body: string | Buffer, how?: Sending): Promise<Answered>;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Texts that came to a customer by customer service. */
  sent(openid: string): string[];
  /** Another process on the same data takes over. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface AccountOptions
  extends Partial<Pick<WeChatParts, 'budget' | 'recognise' | 'clock' | 'load'>> {
  script?: Script;
  settings?: WeChatSettings;
}

export async function connectAccount(options: AccountOptions = {}): Promise<TestAccount> {
  const { script = echoScript, settings = {}, ...rest } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'wechat-test-'));
  const platform = await startPlatform();
  const acts: unknown[][] = [];
  let running = await open();

  async function open() {
    const store = await openStore({ dataDir });
    const robot = fakeRobot(store, script);
    const agentActs = async (...act: unknown[]) => void acts.push(act);
    const channel = await createWeChatChannel({
      robot: Object.assign(robot, { agentActs }),
      store,
      settings: { WECHAT_TOKEN: TOKEN, WECHAT_APPID: APP_ID, WECHAT_API_BASE: platform.base, ...settings },
      dataDir,
      clock: () => new Date(),
      log: { info() {}, warn() {}, error() {} },
      ...rest,
    });
    const nothing = (response: ServerResponse) => () => response.writeHead(404).end();
    const http = createServer((request, response) =>
      channel.handle(request, response, nothing(response)),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => http.once('listening', resolve));
    channel.start();
    const { port } = http.address() as AddressInfo;
    const close = async () => {
      http.close();
      http.closeAllConnections();
      await channel.close();
      await store.close();
    };
    return { store, robot, port, close };
  }

  return {
    get robot() {
      return running.robot;
    },
    get store() {
      return running.store;
    },
    platform,
    acts,
    send: (body, how = {}) => post(running.port, body, how),
    get: (path, init) => fetch(`http://127.0.0.1:${running.port}${path}`, init),
    sent: (openid) =>
      platform
        .asked('/custom/send')
        .filter(({ body }) => body.touser === openid)
        .map(({ body }) => body.text?.content ?? body.msgtype),
    async restart() {
      await running.close();
      running = await open();
    },
    async close() {
      await running.close();
      await platform.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A query with the right signature. */
export function signed(more: Record<string, string> = {}): Record<string, string> {
  const timestamp = more.timestamp ?? String(Math.floor(Date.now() / 1000));
  const nonce = more.nonce ?? randomBytes(4).toString('hex');
  return { timestamp, nonce, signature: sign(TOKEN, timestamp, nonce), ...more };
}

/** The body and query of a message in an envelope. */
export function sealed(message: string, encrypted = cipher.seal(message)) {
  const query = signed({ encrypt_type: 'aes' });
  return {
    encrypted,
    query: { ...query, msg_signature: sign(TOKEN, query.timestamp!, query.nonce!, encrypted) },
  };
}

function post(port: number, message: string | Buffer, how: Sending): Promise<Answered> {
  const { mode = 'plain', patience = 5_000 } = how;
  let body = message;
  let query = signed();
  if (mode !== 'plain') {
    const text = String(message);
    const envelope = sealed(text);
    query = envelope.query;
    const beside = mode === 'compatible' && !text.startsWith('{') ? text.slice(5, -6) : '';
    body = text.startsWith('{')
      ? JSON.stringify({ ToUserName: 'gh_1', Encrypt: envelope.encrypted })
      : `<xml>${beside}<Encrypt><![CDATA[${envelope.encrypted}]]></Encrypt></xml>`;
  }
  const path = `/wechat?${new URLSearchParams({ ...query, ...how.query })}`;
  return new Promise((resolve) => {
    const cut = () => resolve({ status: 0, contentType: '', raw: '', body: '', text: '' });
    const asking = request({ port, path, method: 'POST', agent: false, timeout: patience }, (response) => {
      response.setEncoding('utf8');
      response.toArray().then((chunks) => {
        const raw = chunks.join('');
        const { statusCode = 0, headers } = response;
        const inside = opened(raw);
        resolve({
          status: statusCode,
          contentType: headers['content-type'] ?? '',
          raw,
          body: inside,
          text: textIn(inside),
        });
      }, cut);
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', cut);
    asking.end(body);
  });
}

function opened(raw: string): string {
  const fields = raw.startsWith('{') ? JSON.parse(raw) : raw.startsWith('<xml>') ? parseXml(raw) : {};
  return typeof fields.Encrypt === 'string' ? cipher.open(fields.Encrypt) : raw;
}

function textIn(body: string): string {
  const fields = body.startsWith('{') ? JSON.parse(body) : body.startsWith('<xml>') ? parseXml(body) : {};
  return typeof fields.Content === 'string' ? fields.Content : '';
}

let ids = 1_000_000;

/** A message's XML: common fields, and those of its kind. */
export function messageXml(type: string, fields: Record<string, string>, openid = 'o6_anna'): string {
  const all = {
    ToUserName: 'gh_1',
    FromUserName: openid,
    CreateTime: String(Math.floor(Date.now() / 1000)),
    MsgType: type,
    ...(type === 'event' ? {} : { MsgId: String(++ids) }),
    ...fields,
  };
  const elements = Object.entries(all).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
  return `<xml>${elements.join('')}</xml>`;
}

export const textXml = (content: string, openid?: string) => messageXml('text', { Content: content }, openid);
export const eventXml = (event: string, fields: Record<string, string> = {}, openid?: string) =>
  messageXml('event', { Event: event, ...fields }, openid);
