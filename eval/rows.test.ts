import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { oneOf, parseRows, readRows } from './rows.ts';

const schema = z.looseObject({
  text: z.string(),
  intent: oneOf(['bill.query', 'bill.pay', 'none'], 'intent'),
});
const read = (content: string) => parseRows('t.jsonl', content, schema);

describe('parseRows', () => {
  it('keeps the line of each row and the keys it does not know', () => {
    expect(
      read('{"text":"a","intent":"none","voice":"short"}\n\n{"text":"b","intent":"bill.pay"}\n'),
    ).toEqual([
      { text: 'a', intent: 'none', voice: 'short', line: 1 },
      { text: 'b', intent: 'bill.pay', line: 3 },
    ]);
  });

  it('bears a byte-order mark, Windows line ends and lines of white space', () => {
    expect(read('\ufeff{"text":"a","intent":"none"}\r\n   \r\n{"text":"b","intent":"none"}')).toHaveLength(2);
  });

  it.each([
    ['{"text":"a"', 't.jsonl:1: is not JSON'],
    ['{"text":"a","intent":"none"}\n[1]', 't.jsonl:2: Invalid input'],
    ['{"text":1,"intent":"none"}', 't.jsonl:1: text: '],
    ['{"text":"a"}', 't.jsonl:1: intent: is missing, a string is wanted'],
    [
      '{"text":"a","intent":"bill.qeury"}',
      't.jsonl:1: intent: no intent is called “bill.qeury”; did you mean “bill.query”?',
    ],
    ['{"text":"a","intent":"zzz"}', 't.jsonl:1: intent: no intent is called “zzz”'],
    ['\n\n', 't.jsonl: holds no rows'],
  ])('says of %j: %s', (content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});

describe('readRows', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rows-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('says when a file is missing, a directory or in another encoding', () => {
    expect(() => readRows(join(dir, 'no.jsonl'), schema)).toThrow('no.jsonl: there is no such file');
    expect(() => readRows(dir, schema)).toThrow('is a directory');
    const gbk = join(dir, 'gbk.jsonl');
    writeFileSync(gbk, Buffer.from([0x7b, 0xb5, 0xe7, 0xb7, 0xd1]));
    expect(() => readRows(gbk, schema)).toThrow('gbk.jsonl: is not UTF-8');
  });
});
