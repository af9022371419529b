import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageOut, Reply } from '../../bot/mod.ts';
import { TEXT_BYTES } from './outgoing.ts';
import { packPassive, pieceOf, pieceOfRest, writeReply } from './passive.ts';
import { renderBubble, splitText } from './render.ts';
import { parseXml } from './xml.ts';

const bubble = (text: string, more: Partial<Reply> = {}): MessageOut => ({
  id: '1',
  from: 'robot',
  reply: { text, spoken: text, ...more },
  replyToId: null,
  at: '2026-11-21T10:00:00+08:00',
});
const OPTIONS = [
  { label: '查电费', value: 'intent:bill.query' },
  { label: '电价标准', value: '居民用电多少钱一度' },
];
const BILL = {
  kind: 'bill',
  title: '待交电费',
  status: '已逾期',
  rows: [
    { label: '月份', value: '10月' },
    { label: '电费', value: '243.45元' },
  ],
} as const satisfies Reply['card'];
const PAY = { label: '去交费', url: 'https://pay.example.com/P1?a=1&b=2' };
const card = { ...BILL, rows: [...BILL.rows] };
const rendered = (out: MessageOut, menus = true) => renderBubble(out, { menus });

describe('a bubble', () => {
  it('of words is a text', () => {
    expect(rendered(bubble('您好 👍 ]]> &'))).toEqual([{ type: 'text', text: '您好 👍 ]]> &' }]);
  });

  it('with choices is a menu, whose ids lead back where the platform can carry them', () => {
    expect(rendered(bubble('要办什么？', { options: OPTIONS }))).toEqual([
      {
        type: 'menu',
        head: '要办什么？',
        options: [
          { id: 'intent:bill.query', label: '查电费' },
          { id: 'o2', label: '电价标准' },
        ],
        tail: '',
      },
    ]);
  });

  it('with choices is links where the account may not send menus', () => {
    const [text] = rendered(bubble('要办什么？', { options: OPTIONS }), false);
    expect(text).toEqual({
      type: 'text',
      text:
        '要办什么？\n<a href="weixin://bizmsgmenu?msgmenucontent=查电费&msgmenuid=intent:bill.query">查电费</a>' +
        '\n<a href="weixin://bizmsgmenu?msgmenucontent=电价标准&msgmenuid=o2">电价标准</a>',
    });
  });

  it('with a card that leads somewhere is one article', () => {
    expect(rendered(bubble('', { card, link: PAY }))).toEqual([
      {
        type: 'news',
        article: {
          title: '待交电费 · 已逾期',
          description: '月份：10月\n电费：243.45元\n点击去交费',
          url: PAY.url,
        },
      },
    ]);
  });

  it('with a card that leads nowhere says its rows, but not what the words say already', () => {
    expect(rendered(bubble('电费243.45元。', { card }))).toEqual([
      { type: 'text', text: '电费243.45元。\n【待交电费 · 已逾期】\n月份：10月' },
    ]);
  });

  it('with a link has it in the text', () => {
    expect(rendered(bubble('付好几分钟内到账。', { link: PAY }))).toEqual([
      { type: 'text', text: '付好几分钟内到账。\n<a href="https://pay.example.com/P1?a=1&b=2">去交费</a>' },
    ]);
  });

  it('never makes a link of what a customer typed', () => {
    const [text] = rendered(
      bubble('您说的“<a href="http://x.example">点我</a>”收到了', {
        link: { label: '看"><a>', url: 'https://a.example/"><b>' },
      }),
    );
    expect(text?.type === 'text' && text.text.match(/<a\b/g)).toHaveLength(1);
    expect(text?.type === 'text' && text.text).toContain('href="https://a.example/%22%3E%3Cb%3E"');
  });
});

describe('a long text', () => {
  it('is cut at ends of sentences, within the bytes of the platform', () => {
    const sentence = '居民用电第一档每度0.5283元，城乡同价。';
    const parts = splitText(sentence.repeat(100));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(Buffer.byteLength(part)).toBeLessThanOrEqual(TEXT_BYTES);
      expect(part.endsWith('。')).toBe(true);
    }
    expect(parts.join('')).toBe(sentence.repeat(100));
  });

  it('is never cut within a character as people see it, nor within a link', () => {
    for (const whole of ['🇨🇳', '👨‍👩‍👧‍👦', 'é', '<a href="https://pay.example.com/1">去交费</a>']) {
      const parts = splitText(`啊${whole.repeat(200)}`, 100);
      expect(parts.every((part) => part.replace('啊', '').replaceAll(whole, '') === '')).toBe(true);
    }
  });

  it('loses nothing but blanks, whatever it holds', () => {
    const unit = fc.oneof(
      fc.constantFrom('。', '\n', ' ', '电', '🇨🇳', '<a href="x">y</a>'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 80 }), fc.integer({ min: 40, max: 120 }), (units, limit) => {
        const text = units.join('');
        const parts = splitText(text, limit);
        expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('of one character with endless marks is cut all the same', () => {
    const parts = splitText(`e${'\u0301'.repeat(3000)}`);
    expect(parts.every((part) => Buffer.byteLength(part) <= TEXT_BYTES)).toBe(true);
  });
});

describe('an answer in the request', () => {
  const pack = (bubbles: MessageOut[], mayFollow = true) => packPassive(bubbles.map(pieceOf), mayFollow);

  it('holds several bubbles as one text', () => {
    expect(pack([bubble('一'), bubble('二', { options: OPTIONS.slice(0, 1) })])).toEqual({
      taken: 2,
      reply: {
        type: 'text',
        text: '一\n\n二\n<a href="weixin://bizmsgmenu?msgmenucontent=查电费&msgmenuid=intent:bill.query">查电费</a>',
      },
    });
  });

  it('holds as many as fit, in order', () => {
    const long = bubble('电'.repeat(600));
    expect(pack([bubble('一'), long, long])).toMatchObject({ taken: 2 });
    expect(pack([long, long])).toMatchObject({ taken: 1 });
  });

  it('leaves a bubble that is too long to be sent in parts; where nothing can be sent, it is cut short', () => {
    const endless = bubble('电。'.repeat(1000));
    expect(pack([endless])).toEqual({ taken: 0, reply: null });
    const { reply, taken } = pack([endless, bubble('二')], false);
    expect(taken).toBe(1);
    expect(reply?.type === 'text' && Buffer.byteLength(reply.text)).toBeLessThanOrEqual(TEXT_BYTES);
    expect(reply?.type === 'text' && reply.text.endsWith('。…')).toBe(true);
  });

  it('is an article where the only bubble is a card', () => {
    expect(pack([bubble('', { card, link: PAY })]).reply?.type).toBe('news');
    expect(pack([bubble('一'), bubble('', { card, link: PAY })]).reply?.type).toBe('text');
  });

  it('says what is left of a bubble that was sent in part', () => {
    const left = rendered(bubble('要办什么？', { options: OPTIONS, card, link: PAY }));
    expect(pieceOfRest(left).text).toContain('243.45元');
    expect(pieceOfRest(left).text).toContain('msgmenuid=o2');
  });

  const to = { openid: 'o6_anna', account: 'gh_1', at: new Date(1_348_831_860_999) };

  it('is written as the platform’s XML', () => {
    expect(writeReply({ type: 'text', text: '好]]>👍' }, to, 'xml')).toBe(
      '<xml><ToUserName><![CDATA[o6_anna]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName><CreateTime>1348831860</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[好]]]]><![CDATA[>👍]]></Content></xml>',
    );
    const article = { title: '待交', description: '10月', url: PAY.url };
    expect(parseXml(writeReply({ type: 'news', article }, to, 'xml'))).toMatchObject({
      MsgType: 'news',
      ArticleCount: '1',
      Articles: { item: { Title: '待交', Description: '10月', PicUrl: '', Url: PAY.url } },
    });
    expect(parseXml(writeReply({ type: 'transfer' }, to, 'xml'))).toMatchObject({
      MsgType: 'transfer_customer_service',
    });
  });

  it('is written as JSON where the request was', () => {
    expect(JSON.parse(writeReply({ type: 'text', text: '好' }, to, 'json'))).toEqual({
      ToUserName: 'o6_anna',
      FromUserName: 'gh_1',
      CreateTime: 1348831860,
      MsgType: 'text',
      Content: '好',
    });
  });
});
