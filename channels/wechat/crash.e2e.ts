/** kill -9 between receiving and answering: every message acts once, and each bubble reaches its customer exactly once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MessageIn, MessageOut } from '../../bot/mod.ts';
import { openStore } from '../../store/mod.ts';
import { outageReport, repairedPlaces, seeded, throughKills } from '../testing/kills.ts';
import { freePort } from '../testing/server-process.ts';
import { createCipher, sign } from './crypto.ts';
import { bubbleAsText } from './render.ts';
import { parseXml } from './xml.ts';

const KILLS = 20;
/** Without a secret nothing can be sent afterwards: all has to come in the answers. */
const ACCOUNT = {
  WECHAT_TOKEN: 'token-of-the-test',
  WECHAT_APPID: 'wx0123456789abcdef',
  WECHAT_AES_KEY: 'k'.repeat(43),
  WECHAT_SECRET: '',
};
const cipher = createCipher(ACCOUNT.WECHAT_AES_KEY, ACCOUNT.WECHAT_APPID);
const random = seeded();

let dir: string;
let port: number;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wechat-crash-'));
  port = await freePort();
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** One try of the platform, in safe mode. @returns the text of the answer, null when there was none */
async function attempt(message: string): Promise<string | null> {
  const encrypted = cipher.seal(message);
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), String(random()).slice(2)];
  const query = new URLSearchParams({
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: sign(ACCOUNT.WECHAT_TOKEN, timestamp, nonce, encrypted),
  });
  try {
    const response = await fetch(`http://127.0.0.1:${port}/wechat?${query}`, {
      method: 'POST',
      body: `<xml><Encrypt>${encrypted}</Encrypt></xml>`,
      signal: AbortSignal.timeout(5_000),
    });
    const body = await response.text();
    expect(response.status, body).toBe(200);
    if (body === 'success') return '';
    return String(parseXml(cipher.open(String(parseXml(body).Encrypt))).Content);
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return null;
    throw error;
  }
}

interface Customer {
  conversationId: string;
  sent: string[];
  got: string[];
}

/** Reports an outage at a place of their own; the platform tries each message until it is answered. */
async function customer(n: number): Promise<Customer> {
  const openid = `o6_customer_${n}`;
  const sent = [...outageReport(n), '谢谢'];
  const got: string[] = [];
  for (const [i, text] of sent.entries()) {
    const at = Math.floor(Date.now() / 1000);
    const message = `<xml><ToUserName>gh_1</ToUserName><FromUserName>${openid}</FromUserName><CreateTime>${at}</CreateTime><MsgType>text</MsgType><Content>${text}</Content><MsgId>${n * 100 + i}</MsgId></xml>`;
    let answer = await attempt(message);
    while (answer === null) {
      await sleep(200);
      answer = await attempt(message);
    }
    if (answer) got.push(answer);
  }
  return { conversationId: `wechat:${ACCOUNT.WECHAT_APPID}:${openid}`, sent, got };
}

it(`survives ${KILLS} kills`, { timeout: 900_000 }, async () => {
  const settings = { ...ACCOUNT, PORT: String(port), DATA_DIR: dir };
  const { customers, server } = await throughKills(settings, { kills: KILLS, lines: 4, customer });
  await server.stop('SIGTERM');

  const store = await openStore({ dataDir: dir });
  let bubbles = 0;
  for (const { conversationId, sent, got } of customers) {
    const events = await store.events(conversationId);
    const heard = events.flatMap(({ type, data }) =>
      type === 'message.in' ? [data as unknown as MessageIn] : [],
    );
    const said = events.flatMap(({ type, data }) =>
      type === 'message.out' ? [data as unknown as MessageOut] : [],
    );
    expect(
      heard.map(({ input }) => (input.kind === 'text' ? input.text : input.kind)),
      `what ${conversationId} said, once each`,
    ).toEqual(sent);
    expect(got.join('\n\n'), `what ${conversationId} got, once each`).toBe(
      said.map(bubbleAsText).join('\n\n'),
    );
    bubbles += said.length;
  }
  await store.close();
  const repairs = repairedPlaces(dir);
  expect(new Set(repairs).size, 'no place was repaired twice').toBe(repairs.length);
  expect(repairs.length).toBe(customers.length);
  process.stdout.write(
    `${KILLS} kills, ${customers.length} customers, ${bubbles} bubbles: none lost, none twice; ${repairs.length} repair orders\n`,
  );
});
