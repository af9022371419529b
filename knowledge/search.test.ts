import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { eligibleOn } from './eligible.ts';
import { article, hashing, NOW, understood } from './fixtures.ts';
import { buildSearch, type SearchIndex, searchArticles } from './search.ts';

const base = [
  article(),
  article({
    topic: 'pay.wechat',
    intent: 'bill.pay_methods',
    question: '怎么用微信交电费',
    similar: ['微信里能缴费吗', '公众号怎么付电费', '微信交费步骤'],
    answer: { text: '在微信里打开生活缴费，选电费。', spoken: '打开微信的生活缴费。' },
  }),
  article({
    topic: 'pay.alipay',
    intent: 'bill.pay_methods',
    question: '怎么用支付宝交电费',
    similar: ['支付宝能缴费吗', '支付宝怎么付电费'],
    answer: { text: '在支付宝里打开生活缴费，选电费。', spoken: '打开支付宝的生活缴费。' },
  }),
  article({
    topic: 'trip.leak',
    intent: 'outage.trip',
    question: '漏电保护器跳闸怎么排查',
    similar: ['漏保老是跳', '空开一推就跳'],
    answer: { text: '先拔掉所有电器，再合闸。', spoken: '先拔掉所有电器。' },
  }),
];
const foreign = ['水费怎么交', '今天会下雨吗', '快递到哪了', '讲个笑话', '宽带断了找谁', '燃气表没电池了'];

let index: SearchIndex;
beforeAll(async () => {
  index = await buildSearch(base, hashing, taught(foreign));
});

const all = Uint8Array.of(1, 1, 1, 1);
const topicsFor = (text: string, eligible: Uint8Array = all, limit = 10) =>
  searchArticles(index, understood(text), eligible, limit).map(({ topic }) => topic);

function taught(foreign: string[]) {
  return { talk: () => ({ ours: [], foreign }), now: NOW, known: null };
}

describe('the search', () => {
  it('finds each question of an article, in its own words', () => {
    for (const { topic, question, similar } of base)
      for (const text of [question, ...similar]) expect([text, topicsFor(text)[0]]).toEqual([text, topic]);
  });

  it('takes a question word for word, though the articles beside it speak of nothing else', async () => {
    const general = article({
      topic: 'pay.channels',
      intent: 'bill.pay_methods',
      question: '有哪些方式可以付',
      similar: ['怎么交电费', '在哪里付', '收不收现金'],
      answer: { text: '线上、代扣、柜台都行。', spoken: '线上和柜台都行。' },
    });
    const wider = await buildSearch([...base, general], hashing, taught(foreign));
    const hits = searchArticles(wider, understood('怎么交电费'), Uint8Array.of(1, 1, 1, 1, 1), 3);
    expect(hits[0]?.topic).toBe('pay.channels');
  });

  it('finds an article in other words for the same thing', () => {
    expect(topicsFor('用微信付款')[0]).toBe('pay.wechat');
    expect(topicsFor('触保掉闸咋整')[0]).toBe('trip.leak');
  });

  it('lets the intent decide where the words do not', () => {
    const asked = (id: string) =>
      searchArticles(index, understood('请问一下', [{ id, probability: 0.99 }]), all, 1)[0]?.topic;
    expect(asked('outage.trip')).toBe('trip.leak');
    expect(asked('service.hall')).toBe('hall.hours');
  });

  it('gives scores from the best down within 0 and 1, at most as many as asked for', () => {
    const hits = searchArticles(index, understood('怎么交电费'), all, 3);
    expect(hits).toHaveLength(3);
    const scores = hits.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const { score, similarity } of hits)
      for (const value of [score, similarity]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
  });

  it('tells likeness of the text without regard to the intent', () => {
    const plain = searchArticles(index, understood('漏保老是跳'), all, 1)[0];
    const told = searchArticles(
      index,
      understood('漏保老是跳', [{ id: 'outage.trip', probability: 1 }]),
      all,
      1,
    )[0];
    expect(plain?.similarity).toBeCloseTo(1, 5);
    expect(told?.similarity).toBe(plain?.similarity);
    expect(searchArticles(index, understood('总闸又掉了'), all, 1)[0]?.similarity).toBeLessThan(0.75);
  });

  it('shows its own questions and does not show foreign texts', () => {
    const scoreOf = (text: string) => searchArticles(index, understood(text), all, 1)[0]?.score ?? 0;
    for (const { question } of base) expect(scoreOf(question)).toBeGreaterThan(index.learned.threshold);
    for (const text of foreign) expect(scoreOf(text)).toBeLessThan(index.learned.threshold);
  });

  it('is the same each time it is built and asked', async () => {
    const again = await buildSearch(base, hashing, taught(foreign));
    const hits = (of: SearchIndex) => searchArticles(of, understood('能付电费吗'), all, 4);
    expect(hits(again)).toEqual(hits(index));
    expect(hits(index)).toEqual(hits(index));
    expect(again.learned.threshold).toBe(index.learned.threshold);
  });

  it('law: filters come before ranking, so what is filtered out takes no place', () => {
    const marks = fc.array(fc.constantFrom(0, 1), { minLength: 4, maxLength: 4 });
    const text = fc.constantFrom('怎么交电费', '微信缴费', '几点关门', '跳闸', '你好', '');
    fc.assert(
      fc.property(marks, text, fc.integer({ min: 1, max: 4 }), (wanted, asked, limit) => {
        const eligible = Uint8Array.from(wanted);
        const found = topicsFor(asked, eligible, limit);
        const count = wanted.filter((mark) => mark === 1).length;
        expect(found).toHaveLength(Math.min(limit, count));
        for (const topic of found) expect(eligible[base.findIndex((entry) => entry.topic === topic)]).toBe(1);
        const unfiltered = topicsFor(asked).filter((topic) => found.includes(topic));
        expect(found).toEqual(unfiltered);
      }),
    );
  });

  it('finds nothing where nothing holds, and only what holds on the day', () => {
    expect(topicsFor('几点关门', new Uint8Array(4))).toEqual([]);
    const later = base.map((entry, i) => (i === 0 ? { ...entry, validFrom: '2027-01-01' } : entry));
    expect(topicsFor('供电所几点关门', eligibleOn(later, NOW))).not.toContain('hall.hours');
  });
});

it('a base without similar questions or foreign texts can be searched too', async () => {
  const bare = await buildSearch(
    base.map((entry) => ({ ...entry, similar: [] })),
    hashing,
    taught([]),
  );
  expect(searchArticles(bare, understood('微信交电费'), all, 1)[0]?.topic).toBe('pay.wechat');
  expect(bare.learned.threshold).toBe(0.5);
});

it('an empty base finds nothing', async () => {
  const empty = await buildSearch([], hashing, taught(foreign));
  expect(searchArticles(empty, understood('电费'), new Uint8Array(), 3)).toEqual([]);
});
