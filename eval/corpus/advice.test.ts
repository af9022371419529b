import { expect, it } from 'vitest';
import type { OutOfFold } from '../kinds/out-of-fold.ts';
import { adviceOf } from './advice.ts';
import { needsText } from './report.ts';

function line(intent: string, voice: string, predicted: string): OutOfFold {
  const example = { text: '电', intent, voice, file: `${intent}.txt`, line: 2 };
  const judged = { text: '电', gold: intent, predicted, ranked: [predicted], score: 1, probability: 1 };
  return { example, prediction: { ...judged, line: 2, ms: 0 }, fold: 0 };
}

const predictions = [
  line('bill.pay', 'short', 'bill.query'),
  line('bill.pay', 'wechat', 'bill.pay'),
  line('outage.hazard', 'wechat', 'outage.hazard'),
  line('outage.hazard', 'wechat', 'none'),
  line('chat.bye', 'wechat', 'none'),
  line('chat.bye', 'short', 'none'),
  line('chat.bye', 'hotline', 'chat.thanks'),
  line('bill.query', 'wechat', 'bill.query'),
];

it('puts danger before requests and courtesies last when they are missed alike', () => {
  expect(adviceOf(predictions).map(({ intent, loss }) => [intent, loss])).toEqual([
    ['outage.hazard', 1.5],
    ['bill.pay', 0.5],
    ['chat.bye', 0.5],
    ['bill.query', 0],
  ]);
});

it('says what is taken for what, and in which voice', () => {
  const text = needsText(adviceOf(predictions), 3).split('\n');
  expect(text[2]).toBe(
    '  bill.pay: 50 % of 2 understood unseen; taken for bill.query 1; least in [short] 0 %',
  );
  expect(text[3]).toBe('  chat.bye: 0 % of 3 understood unseen; taken for none 2, chat.thanks 1');
  expect(text).toHaveLength(4);
});
