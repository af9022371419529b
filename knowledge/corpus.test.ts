import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTalk } from './corpus.ts';

const dir = mkdtempSync(join(tmpdir(), 'corpus-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('what is asked of articles is ours; what is out of scope, and acts that no article answers, is foreign', () => {
  const write = (intent: string, ...lines: string[]) =>
    writeFileSync(join(dir, `${intent}.txt`), ['# comment', '[wechat]', ...lines, ''].join('\n'));
  write('tariff.tier', '阶梯怎么算');
  write('bill.pay', '帮我交电费');
  write('chat.distrust', '你是骗子吧');
  write('chat.thanks', '谢谢', '多谢');
  write('none', '水费怎么交');
  expect(readTalk(new Set(['tariff.tier', 'chat.distrust']), dir)).toEqual({
    ours: ['你是骗子吧', '阶梯怎么算'],
    foreign: ['谢谢', '多谢', '水费怎么交'],
  });
});
