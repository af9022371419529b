import { describe, expect, test } from 'vitest';
import { askedPlace, bestCut, isTwoRequests, textsOf, viewsOf } from './cut.ts';
import { fitCuts, lessonsOf } from './cut-lessons.ts';
import { smallCorpus } from './testing.ts';

const classes = { intents: ['bill.query', 'bill.invoice', 'chat.thanks', 'none'], acts: ['chat.thanks'] };
const sure = (intent: string, p = 0.9) => classes.intents.map((id) => (id === intent ? p : (1 - p) / 3));

describe('the views of a message', () => {
  test('are every way to cut it in two, and the whole', () => {
    expect(textsOf(viewsOf('查电费，开张票，另外转人工'))).toEqual([
      '查电费，开张票，另外转人工',
      '查电费',
      '开张票，另外转人工',
      '查电费，开张票',
      '另外转人工',
    ]);
  });

  test('take the pauses of a typist as cuts', () => {
    expect(viewsOf('查电费 再开张票').halves).toEqual([['查电费', '再开张票']]);
  });

  test.each(['查电费', '', '我说，你听，他走了，她来，天黑，灯亮，人散，门关，睡了'])(
    '%j is not cut',
    (text) => {
      expect(textsOf(viewsOf(text))).toEqual([text]);
    },
  );
});

describe('the best cut', () => {
  const views = viewsOf('查电费，开张票，谢谢');

  test('has different requests on both sides', () => {
    const cut = bestCut(
      views,
      [
        sure('bill.query'),
        sure('bill.query'),
        sure('bill.invoice'),
        sure('bill.query', 0.5),
        sure('chat.thanks'),
      ],
      classes,
    );
    expect(cut).toEqual({ before: '查电费', after: '开张票，谢谢', sureness: [0.9, 0.9, 0.9] });
  });

  test('does not cut off a greeting or a thank-you', () => {
    const probabilities = ['bill.query', 'bill.query', 'bill.query', 'bill.query', 'chat.thanks'].map((id) =>
      sure(id),
    );
    expect(bestCut(views, probabilities, classes)).toBeNull();
  });
});

describe('what is only mentioned', () => {
  test.each([
    ['先不说过户，眼下只想把这个月的交了', '眼下只想把这个月的交了'],
    ['发票的事先不急，你就告诉我欠多少钱', '你就告诉我欠多少钱'],
    ['我要查户号，不用转人工', '我要查户号'],
    ['查电费，开张票', undefined],
    ['查电费', undefined],
  ])('%s: asked is %s', (text, asked) => {
    const views = viewsOf(text);
    const place = askedPlace(views);
    expect(place === null ? undefined : textsOf(views)[place]).toBe(asked);
  });
});

describe('learning to cut', () => {
  const lessons = lessonsOf(smallCorpus().examples, ['chat.thanks'], 1);

  test('is done on pairs of requests that really differ', () => {
    expect(lessons.filter(({ two }) => two).length).toBeGreaterThan(200);
    for (const { views } of lessons) expect(views.whole).not.toMatch(/谢|天气/);
  });

  test('puts the threshold where few single requests are cut', () => {
    const singles = lessons.slice(0, 100).map((lesson) => ({ ...lesson, two: false }));
    const pairs = lessons.slice(100, 200);
    const read = (two: boolean, i: number, place: number) =>
      place % 2
        ? sure('bill.query', two ? 0.9 : 0.3 + (i % 50) / 100)
        : sure('bill.invoice', two ? 0.9 : 0.5);
    const all = [...singles, ...pairs];
    const probabilities = all.map(({ views, two }, i) =>
      textsOf(views).map((_, place) => read(two, i, place)),
    );
    const { cut, figures } = fitCuts(all, probabilities, classes);
    expect(figures.cutByMistake).toBeLessThanOrEqual(0.1);
    expect(figures.cutRightly).toBeGreaterThan(0.9);
    expect(isTwoRequests({ before: '查电费', after: '另外开张票', sureness: [0.9, 0.9, 0.5] }, cut)).toBe(
      true,
    );
  });

  test('with hardly any lessons comes to nothing', () => {
    const { cut } = fitCuts([], [], classes);
    expect(isTwoRequests({ before: '查电费', after: '另外开张票', sureness: [1, 1, 0] }, cut)).toBe(false);
  });
});
