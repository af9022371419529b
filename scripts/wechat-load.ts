/**
 * The WeChat platform under load, as a process of its own: sends messages in safe mode at a fixed rate whatever the
 * server does, cuts and retries as the platform does, serves the API, and tells on standard output how each one ended.
 * In life the platform is elsewhere: here messages are sealed before the first is sent and answers are opened after the
 * last has come, so that the sender takes little of the processors that it shares with the server.
 * `npm run bench -- wechat` starts it with the account's WECHAT_* settings in the environment.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DEMO_ACCOUNT } from '../channels/wechat/simulator/account.ts';
import { readAnswer } from '../channels/wechat/simulator/reply.ts';
import { compose } from '../channels/wechat/simulator/sender.ts';
import { startPlatform } from '../channels/wechat/simulator/server.ts';
import { readWords } from '../channels/wechat/words.ts';
import { createPosts, type RawAnswer, requestOf } from './load-posts.ts';

/** A message ready to be sent, any number of times. */
interface Prepared {
  id: string;
  openid: string;
  request: Buffer;
}

/** What became of it, its answer still sealed. */
type Done = Omit<Ended, 'id' | 'openid' | 'outcome'> & { message: Prepared; answer: RawAnswer | null };

/** What one message came to. */
interface Ended {
  /** `MsgId-CreateTime-openid`, as the facts page names a message. */
  id: string;
  openid: string;
  /** `later`: words that promise an answer. */
  outcome: 'reply' | 'later' | 'success' | 'lost';
  tries: number;
  /** From the moment it was due to its valid answer, in milliseconds: a late sender does not flatter the server. */
  ms: number;
  /** How late the sender itself was, in milliseconds: more than a little, and the figures tell of a busy machine. */
  lag: number;
}

const CUT_MS = 5_000;
const TRIES = 3;
const PAUSE_MS = 1_000;
/** When no customer-service message has come for so long, none is expected any more, in milliseconds. */
const SETTLE_MS = 5_000;
/** What each customer says, over and over: a question, a form begun and left, courtesy. Every second one says it as nobody else. */
const SCRIPT = ['峰谷电价是几点到几点', '我家停电了', '算了不报了', '我上个月电费多少', '谢谢'];

const { values } = parseArgs({
  options: {
    webhook: { type: 'string' },
    port: { type: 'string' },
    rate: { type: 'string', default: '800' },
    seconds: { type: 'string', default: '20' },
    people: { type: 'string', default: '2000' },
    warm: { type: 'string', default: '3000' },
  },
});
const webhook = values.webhook ?? 'http://127.0.0.1:3978/wechat';
const people = Number(values.people);
const rate = Number(values.rate);
/** Sent first, at a quarter of the bar's rate, and not counted: a process that has just begun runs code that is not compiled yet. */
const warm = Number(values.warm);
const WARM_RATE = 200;
const total = rate * Number(values.seconds);
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
const words = readWords();
const run = Date.now().toString(36);
for (let i = 0; i < people; i++) platform.person(`load-${run}-${i}`);

const [first, measured] = [prepareAll(0, warm, WARM_RATE), prepareAll(warm, total, rate)];
const posts = createPosts(new URL(webhook), CUT_MS);
await Promise.all(await send(first, WARM_RATE));
const cpuBefore = process.cpuUsage();
const start = performance.now();
const done = await send(measured, rate);
const sentIn = performance.now() - start;
const results = await Promise.all(done);
const answeredIn = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
for (let seen = -1; seen !== shown(); ) {
  seen = shown();
  await sleep(SETTLE_MS);
}
posts.close();
const ended = results.map(opened);
process.stdout.write(
  JSON.stringify({ sentIn, answeredIn, sender: (user + system) / 1e6, service: shown(), ended }),
);
await close();

/** How many customer-service messages have come. */
function shown(): number {
  return [...platform.followers.values()].reduce((sum, { bubbles }) => sum + bubbles.length, 0);
}

function prepareAll(from: number, count: number, perSecond: number): Prepared[] {
  return Array.from({ length: count }, (_, i) => prepared(from + i, Date.now() + (i * 1000) / perSecond));
}

/** Resolves when the last is sent, with what will become of each. */
async function send(messages: readonly Prepared[], perSecond: number): Promise<Promise<Done>[]> {
  const sent: Promise<Done>[] = [];
  const start = performance.now();
  while (sent.length < messages.length) {
    const due = ((performance.now() - start) * perSecond) / 1000;
    for (let n = sent.length; n < Math.min(due, messages.length); n++)
      sent.push(bring(messages[n]!, start + (n * 1000) / perSecond));
    await sleep(1);
  }
  return sent;
}

/** The nth message of all, written at a time. */
function prepared(n: number, at: number): Prepared {
  const openid = `load-${run}-${n % people}`;
  const said = SCRIPT[Math.floor(n / people) % SCRIPT.length]!;
  const fields = {
    ToUserName: platform.account.ghId,
    FromUserName: openid,
    CreateTime: Math.floor(at / 1000),
    MsgType: 'text',
    Content: n % 2 === 0 ? said : `${said}（${n}）`,
    MsgId: platform.nextId(),
  };
  const { url, contentType, body } = compose(platform.account, webhook, fields, at);
  return {
    id: `${fields.MsgId}-${fields.CreateTime}-${openid}`,
    openid,
    request: requestOf(url, contentType, body),
  };
}

/** Brings one message to the server. */
async function bring(message: Prepared, due: number): Promise<Done> {
  const lag = performance.now() - due;
  platform.windows.opened(message.openid, 'message', Date.now());
  for (let tries = 1; ; tries++) {
    const answer = await posts.post(message.request);
    if (answer || tries === TRIES) return { message, answer, tries, ms: performance.now() - due, lag };
    await sleep(PAUSE_MS);
  }
}

/** Its bubbles are not drawn: a phone shows only what customer service sends. */
function opened({ message: { id, openid }, answer, ...rest }: Done): Ended {
  const verdict = answer && readAnswer(platform.account, { openid, isEvent: false }, answer);
  if (verdict?.kind === 'reply') {
    const isLater = verdict.content.kind === 'text' && verdict.content.text === words.later;
    return { id, openid, outcome: isLater ? 'later' : 'reply', ...rest };
  }
  if (verdict?.kind === 'nothing') return { id, openid, outcome: 'success', ...rest };
  if (verdict) process.stderr.write(`${verdict.kind === 'wrong' ? verdict.why : verdict.kind}\n`);
  return { id, openid, outcome: 'lost', ...rest };
}
