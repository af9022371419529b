/**
 * The WeChat platform under load, as a process of its own: sends messages in safe mode at a fixed rate whatever the
 * server does, cuts and retries as the platform does, serves the API, and tells on standard output how each one ended.
 * `npm run bench -- wechat` starts it with the account's WECHAT_* settings in the environment.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DEMO_ACCOUNT } from '../channels/wechat/simulator/account.ts';
import { type Answer, readAnswer } from '../channels/wechat/simulator/reply.ts';
import { compose } from '../channels/wechat/simulator/sender.ts';
import { startPlatform } from '../channels/wechat/simulator/server.ts';

/** What one message came to. */
interface Ended {
  /** `MsgId-CreateTime-openid`, as the facts page names a message. */
  id: string;
  openid: string;
  outcome: 'reply' | 'success' | 'lost';
  tries: number;
  /** From the moment it was due to its valid answer, in milliseconds: a late sender does not flatter the server. */
  ms: number;
  /** How late the sender itself was, in milliseconds: more than a little, and the figures tell of a busy machine. */
  lag: number;
}

const CUT_MS = 5_000;
const TRIES = 3;
const PAUSE_MS = 1_000;
/** How long customer-service messages may still come in after the last answer, in milliseconds. */
const SETTLE_MS = 3_000;
/** What each customer says, over and over: a question, a form begun and left, courtesy. */
const SCRIPT = ['峰谷电价是几点到几点', '我家停电了', '算了不报了', '我上个月电费多少', '谢谢'];

const { values } = parseArgs({
  options: {
    webhook: { type: 'string' },
    port: { type: 'string' },
    rate: { type: 'string', default: '800' },
    seconds: { type: 'string', default: '20' },
    people: { type: 'string', default: '2000' },
  },
});
const webhook = values.webhook ?? 'http://127.0.0.1:3978/wechat';
const people = Number(values.people);
const total = Number(values.rate) * Number(values.seconds);
const { WECHAT_TOKEN, WECHAT_APPID, WECHAT_SECRET, WECHAT_AES_KEY } = process.env;
const { platform, close } = await startPlatform({
  webhook,
  port: Number(values.port),
  account: {
    token: WECHAT_TOKEN ?? DEMO_ACCOUNT.token,
    appid: WECHAT_APPID ?? DEMO_ACCOUNT.appid,
    secret: WECHAT_SECRET ?? DEMO_ACCOUNT.secret,
    aesKey: WECHAT_AES_KEY ?? DEMO_ACCOUNT.aesKey,
    callsPerMinute: Number.POSITIVE_INFINITY,
    callsPerDay: Number.POSITIVE_INFINITY,
  },
});
const agent = new Agent({ keepAlive: true });
const run = Date.now().toString(36);
for (let i = 0; i < people; i++) platform.person(`load-${run}-${i}`);

const ended: Promise<Ended>[] = [];
const start = performance.now();
for (let n = 0; n < total; ) {
  const due = Math.min(total, ((performance.now() - start) * Number(values.rate)) / 1000);
  for (; n < due; n++) ended.push(message(n, start + (n * 1000) / Number(values.rate)));
  await sleep(1);
}
const sentIn = performance.now() - start;
const results = await Promise.all(ended);
const answeredIn = performance.now() - start;
await sleep(SETTLE_MS);
const service = [...platform.followers.values()]
  .map(({ bubbles }) => bubbles.length)
  .reduce((a, b) => a + b, 0);
process.stdout.write(JSON.stringify({ sentIn, answeredIn, service, ended: results }));
agent.destroy();
await close();

/** Brings one message to the server. Its bubbles are not drawn: a phone shows only what customer service sends. */
async function message(n: number, due: number): Promise<Ended> {
  const lag = performance.now() - due;
  const openid = `load-${run}-${n % people}`;
  const isEvent = false;
  const fields = {
    ToUserName: platform.account.ghId,
    FromUserName: openid,
    CreateTime: Math.floor(Date.now() / 1000),
    MsgType: 'text',
    Content: SCRIPT[Math.floor(n / people) % SCRIPT.length]!,
    MsgId: platform.nextId(),
  };
  const id = `${fields.MsgId}-${fields.CreateTime}-${openid}`;
  platform.windows.opened(openid, 'message', Date.now());
  for (let tries = 1; ; tries++) {
    const sent = compose(platform.account, webhook, fields);
    const answer = await post(sent.url, sent.body, sent.contentType);
    const ms = performance.now() - due;
    if (answer) {
      const verdict = readAnswer(platform.account, { openid, isEvent }, answer);
      if (verdict.kind === 'reply') return { id, openid, outcome: 'reply', tries, ms, lag };
      if (verdict.kind === 'nothing') return { id, openid, outcome: 'success', tries, ms, lag };
      process.stderr.write(`${verdict.kind === 'wrong' ? verdict.why : verdict.kind}\n`);
      return { id, openid, outcome: 'lost', tries, ms, lag };
    }
    if (tries === TRIES) return { id, openid, outcome: 'lost', tries, ms, lag };
    await sleep(PAUSE_MS);
  }
}

/** @returns null when the connection failed or was cut */
function post(url: string, body: string, contentType: string): Promise<Answer | null> {
  return new Promise((resolve) => {
    const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers, timeout: CUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(null));
    call.end(body);
  });
}
