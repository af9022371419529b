import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TurnInput } from '../../bot/mod.ts';
import { type Script, say } from '../web/testing/fake-robot.ts';
import type { Place } from './load.ts';
import {
  type AccountOptions,
  APP_ID,
  connectAccount,
  eventXml,
  messageXml,
  type TestAccount,
  textXml,
} from './testing-account.ts';

let account: TestAccount;
afterEach(() => account.close());
const connect = async (options: AccountOptions = {}) => {
  account = await connectAccount(options);
};
const conversation = `wechat:${APP_ID}:o6_anna`;
const SENDS = { WECHAT_SECRET: 'secret-of-the-account' };

/** A robot whose turns end when the test says so; each says back what it heard. */
function heldRobot() {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const script: Script = async (input) => {
    if (input.kind === 'text' && input.text.startsWith('慢')) await held;
    return [say(`收到：${input.kind === 'text' ? input.text : input.kind}`)];
  };
  return { script, release: () => release() };
}
/** Short enough for a test, long enough for a turn that is not held. */
const HURRY = 400;

describe('a message that comes again', () => {
  it('is answered alike and acts once, one after the other or at once', async () => {
    await connect();
    const message = textXml('报修');
    const first = await account.send(message);
    const more = await Promise.all([account.send(message), account.send(message)]);
    expect(more.map(({ raw }) => raw.replace(/<CreateTime>\d+/, ''))).toEqual(
      [first.raw, first.raw].map((raw) => raw.replace(/<CreateTime>\d+/, '')),
    );
    expect(account.robot.turns).toBe(1);
  });

  it('three times at once is one turn and one answer', async () => {
    await connect();
    const message = textXml('报修');
    const answers = await Promise.all([1, 2, 3].map(() => account.send(message)));
    expect(answers.map(({ text }) => text)).toEqual(['收到：报修', '收到：报修', '收到：报修']);
    expect(account.robot.turns).toBe(1);
  });

  it('after a restart is answered alike', async () => {
    await connect();
    const message = textXml('报修');
    await account.send(message);
    await account.restart();
    expect((await account.send(message)).text).toBe('收到：报修');
    expect(account.robot.turns).toBe(0);
  });
});

describe('a turn that takes longer than the request', () => {
  it('is taken, and its answer is sent by customer service', async () => {
    const { script, release } = heldRobot();
    await connect({ script, settings: SENDS, budget: HURRY });
    expect((await account.send(textXml('慢慢来'))).raw).toBe('success');
    release();
    await vi.waitFor(() => expect(account.sent('o6_anna')).toEqual(['收到：慢慢来']), { timeout: 8_000 });
  });

  it('shows that something is being done', async () => {
    const { script, release } = heldRobot();
    await connect({ script, settings: SENDS, budget: 1_500 });
    await account.send(textXml('慢慢来'));
    release();
    const typing = account.platform.asked('/custom/typing').map(({ body }) => body);
    expect(typing).toEqual([{ touser: 'o6_anna', command: 'Typing' }]);
  });

  it('is answered on the platform’s next try where nothing can be sent', async () => {
    const { script, release } = heldRobot();
    await connect({ script, budget: HURRY });
    const message = textXml('慢慢来');
    expect((await account.send(message, { patience: HURRY + 300 })).status).toBe(0);
    const second = account.send(message, { patience: HURRY + 300 });
    await sleep(100);
    release();
    expect((await second).text).toBe('收到：慢慢来');
    expect((await account.send(textXml('好'))).text).toBe('收到：好');
  });

  it('longer than all tries is given with the next answer, before it', async () => {
    const { script, release } = heldRobot();
    await connect({ script, budget: HURRY });
    const message = textXml('慢慢来');
    const tries = [];
    for (let n = 0; n < 3; n++) tries.push((await account.send(message, { patience: HURRY + 300 })).raw);
    expect(tries).toEqual(['', '', 'success']);
    const next = account.send(textXml('在吗'), { patience: 5_000 });
    release();
    expect((await next).text).toBe('收到：慢慢来\n\n收到：在吗');
    expect((await account.send(textXml('好'))).text).toBe('收到：好');
  });

  it('is the last try’s by its age, where others saw the earlier ones', async () => {
    const { script, release } = heldRobot();
    await connect({ script, budget: HURRY });
    const old = String(Math.floor(Date.now() / 1000) - 15);
    const last = await account.send(messageXml('text', { Content: '慢慢来', CreateTime: old }));
    expect(last.raw).toBe('success');
    release();
  });
});

describe('an answer that does not arrive', () => {
  it('is sent by customer service', async () => {
    const script: Script = async () => {
      await sleep(300);
      return [say('迟到的回答')];
    };
    await connect({ script, settings: SENDS });
    expect((await account.send(textXml('你好'), { patience: 100 })).status).toBe(0);
    await vi.waitFor(() => expect(account.sent('o6_anna')).toEqual(['迟到的回答']), { timeout: 8_000 });
  });

  it('is given on the next try where nothing can be sent, and only there', async () => {
    const script: Script = async () => {
      await sleep(200);
      return [say('迟到的回答')];
    };
    await connect({ script });
    const message = textXml('你好');
    expect((await account.send(message, { patience: 100 })).status).toBe(0);
    await sleep(300);
    expect((await account.send(message)).text).toBe('迟到的回答');
    expect((await account.send(textXml('再来'))).text).toBe('迟到的回答');
    expect(account.robot.turns).toBe(2);
  });
});

describe('more than one answer can hold', () => {
  it('is sent by customer service, in order', async () => {
    const bubbles = ['甲', '乙', '丙'].map((sign) => sign.repeat(500));
    await connect({ script: () => bubbles.map((text) => say(text)), settings: SENDS });
    expect((await account.send(textXml('说来话长'))).text).toBe(bubbles[0]);
    await vi.waitFor(() => expect(account.sent('o6_anna')).toEqual(bubbles.slice(1)), { timeout: 8_000 });
  });

  it('comes with the next answers where nothing can be sent', async () => {
    const bubbles = ['甲', '乙'].map((sign) => sign.repeat(500));
    const script: Script = (input) =>
      input.kind === 'text' && input.text === '好' ? [say('完')] : bubbles.map((text) => say(text));
    await connect({ script });
    expect((await account.send(textXml('说来话长'))).text).toBe(bubbles[0]);
    expect((await account.send(textXml('好'))).text).toBe(`${bubbles[1]}\n\n完`);
  });
});

describe('more messages than can be answered', () => {
  const placed = (place: Place) => ({ load: { finished() {}, place: () => place } });
  const received = (message: string) => /<MsgId><!\[CDATA\[(\d+)/.exec(message)![1]!;

  it('are kept, and answered later', async () => {
    const { script, release } = heldRobot();
    await connect({ script, settings: SENDS, ...placed('late') });
    const message = textXml('慢慢来');
    expect((await account.send(message)).text).toContain('稍后就答复您');
    const kept = await account.store.unfinished(10);
    expect(kept.map(({ id }) => id)).toEqual([expect.stringContaining(received(message))]);
    release();
    await vi.waitFor(() => expect(account.sent('o6_anna')).toEqual(['收到：慢慢来']), { timeout: 8_000 });
  });

  it('are told so on every try, and act once', async () => {
    const { script, release } = heldRobot();
    await connect({ script, settings: SENDS, ...placed('late') });
    const message = textXml('慢慢来');
    const tries = await Promise.all([1, 2, 3].map(() => account.send(message)));
    for (const { text } of tries) expect(text).toContain('稍后就答复您');
    release();
    await vi.waitFor(() => expect(account.sent('o6_anna')).toEqual(['收到：慢慢来']), { timeout: 8_000 });
    expect(account.robot.turns).toBe(1);
  });

  it('are not kept where nothing can be sent, nor when an answer would come much too late', async () => {
    await connect(placed('late'));
    expect((await account.send(textXml('查电费'))).text).toContain('请稍等几秒再发一次');
    await account.close();
    await connect({ settings: SENDS, ...placed('full') });
    expect((await account.send(textXml('查电费'))).text).toContain('请稍等几秒再发一次');
    expect(account.robot.turns).toBe(0);
    expect(await account.store.unfinished(10)).toEqual([]);
  });
});

describe('a robot that cannot', () => {
  it('take more messages says so; the same message is taken later', async () => {
    await connect();
    account.robot.trouble = 'busy';
    const message = textXml('报修');
    expect((await account.send(message)).text).toContain('现在咨询的人很多');
    account.robot.trouble = 'none';
    expect((await account.send(message)).text).toBe('收到：报修');
  });

  it('perform the turn says so', async () => {
    await connect();
    account.robot.trouble = 'broken';
    expect((await account.send(textXml('报修'))).text).toContain('系统出了点问题');
  });
});

describe('pictures, sounds and places', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const heard = () => account.robot.heard.at(-1)?.input as TurnInput;
  const picture = (id: string) => messageXml('image', { PicUrl: 'http://169.254.169.254/x', MediaId: id });

  it('a picture is fetched from the platform and kept', async () => {
    await connect({ settings: SENDS });
    account.platform.next('/cgi-bin/media/get', { bytes: PNG, contentType: 'image/png' });
    const message = picture('m1');
    const [first, second] = [await account.send(message), await account.send(message)];
    expect([first.text, second.text]).toEqual(['收到：image', '收到：image']);
    expect(heard()).toMatchObject({ kind: 'image', contentType: 'image/png' });
    expect(account.platform.asked('/media/get').map(({ query }) => query.media_id)).toEqual(['m1']);
  });

  it('a picture that cannot be fetched is asked for again', async () => {
    await connect({ settings: SENDS });
    account.platform.next('/cgi-bin/media/get', { errcode: 40007, errmsg: 'invalid media_id' });
    expect((await account.send(picture('m2'))).text).toContain('图片没有收到');
    account.platform.next('/cgi-bin/media/get', { bytes: Buffer.from('<html>'), contentType: 'image/png' });
    expect((await account.send(picture('m3'))).text).toContain('图片没有收到');
    expect(account.robot.turns).toBe(0);
  });

  it('a voice is what the platform recognised', async () => {
    await connect();
    const voice = messageXml('voice', { MediaId: 'v', Format: 'amr', Recognition: '家里停电了。' });
    expect((await account.send(voice)).text).toBe('收到：家里停电了。');
  });

  it('a voice that nobody recognised is recognised here, or typing is asked for', async () => {
    const voice = messageXml('voice', { MediaId: 'v', Format: 'amr', Recognition: '' });
    await connect({ settings: SENDS });
    expect((await account.send(voice)).text).toContain('语音我还听不了');
    await account.close();
    await connect({ settings: SENDS, recognise: async ({ format }) => `${format}：停电了` });
    account.platform.next('/cgi-bin/media/get', { bytes: Buffer.from('#!AMR'), contentType: 'audio/amr' });
    expect((await account.send(voice)).text).toBe('收到：amr：停电了');
  });

  it('a place is one, a menu’s choice is one', async () => {
    await connect();
    await account.send(
      messageXml('location', { Location_X: '32.06', Location_Y: '118.79', Label: '云台路' }),
    );
    expect(heard()).toEqual({ kind: 'location', latitude: 32.06, longitude: 118.79, label: '云台路' });
    await account.send(messageXml('text', { Content: '查电费', bizmsgmenuid: 'intent:bill.query' }));
    expect(heard()).toEqual({ kind: 'choice', value: 'intent:bill.query', label: '查电费' });
  });

  it.each(['video', 'shortvideo', 'link'])('a %s is asked for in words', async (kind) => {
    await connect();
    expect((await account.send(messageXml(kind, { MediaId: 'm', Url: 'http://x' }))).text).toContain(
      '打几个字',
    );
  });

  it('a sticker, which comes as no words, is asked for in words', async () => {
    await connect();
    expect((await account.send(textXml(''))).text).toContain('打几个字');
    expect((await account.send(textXml('【收到不支持的消息类型，暂无法显示】'))).text).toContain('打几个字');
  });
});

describe('the platform’s own customer service', () => {
  const PLATFORM = { WECHAT_DESK: 'platform' } as const;

  it('takes over the customer’s messages, never an event', async () => {
    await connect({ settings: PLATFORM });
    account.robot.more = { handoff: true };
    const message = textXml('转人工');
    for (let tries = 0; tries < 2; tries++)
      expect((await account.send(message)).body).toContain('<![CDATA[transfer_customer_service]]>');
    expect((await account.send(eventXml('CLICK', { EventKey: 'say:人工' }))).body).not.toContain('transfer');
  });

  it('hands back to the robot when its agent closes', async () => {
    await connect({ settings: PLATFORM });
    await account.send(eventXml('kf_create_session', { KfAccount: 'li@gh_1' }));
    await account.send(eventXml('kf_close_session', { KfAccount: 'li@gh_1' }));
    expect(account.acts.map(([id, agent, act]) => [id, agent, act])).toEqual([
      [conversation, 'li@gh_1', { do: 'handBack' }],
    ]);
    const types = (await account.store.events(conversation)).map(({ type }) => type);
    expect(types).toEqual(['wechat.desk.opened', 'wechat.desk.closed']);
  });

  it('has no part where the desk is our own', async () => {
    await connect();
    account.robot.more = { handoff: true };
    expect((await account.send(textXml('转人工'))).text).toBe('收到：转人工');
    await account.send(eventXml('kf_close_session', { KfAccount: 'li@gh_1' }));
    expect(account.acts).toEqual([]);
  });
});

describe('an account that is bound', () => {
  const called = (action: string, account: string, outcome = 'ok') => ({
    type: 'called',
    data: { action, outcome, data: { account } },
  });

  it('is known with the next message, until it is unbound', async () => {
    await connect();
    const bound = () => account.robot.heard.at(-1)?.user;
    await account.send(textXml('一'));
    expect(bound()).toEqual({ id: 'o6_anna', bound: [], verified: false });

    await account.store.appendEvents(conversation, [called('account.bind', '3201000000017')], 0);
    account.robot.more = { called: ['account.bind'] };
    await account.send(textXml('确认'));
    await account.restart();
    await account.send(textXml('二'));
    expect(bound()?.bound).toEqual(['3201000000017']);

    const failed = called('account.unbind', '3201000000017', 'failed');
    await account.store.appendEvents(conversation, [failed], 0);
    account.robot.more = { called: ['account.unbind'] };
    await account.send(textXml('三'));
    await account.send(textXml('四'));
    expect(bound()?.bound).toEqual(['3201000000017']);

    await account.store.appendEvents(conversation, [called('account.unbind', '3201000000017')], 0);
    await account.send(textXml('五'));
    await account.send(textXml('六'));
    expect(bound()?.bound).toEqual([]);
  });
});
