import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkShipped, shippedBaseline } from './shipped.ts';
import { fakeSubject } from './testing/fakes.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shipped-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const check = async (update: boolean) => {
  const checks = await checkShipped(fakeSubject(), { update, seed: 1, progress: () => {}, root });
  return checks.flatMap((c) => c.faults);
};

const MULTI = '{"text":"查一下","intents":["none"]}\n{"text":"怎么交","intents":["bill.query"]}\n';

describe('checkShipped', () => {
  it('fails a suite without baseline, and holds it to the one that an update wrote', async () => {
    const suite = write('eval/suites/multi/m.jsonl', MULTI);
    write('eval/suites/dialog/d.yaml', '- {name: a, channel: web, turns: [{user: b}]}');
    expect(await check(false)).toEqual([
      expect.stringContaining('multi/m.jsonl: has no baseline yet'),
      expect.stringContaining('dialog: has no baseline yet'),
    ]);
    expect(await check(true)).toEqual([]);
    expect(await check(false)).toEqual([]);
    expect(shippedBaseline('multi', suite, root)).toMatchObject({
      kind: 'multi',
      n: 2,
      figures: { exact: 1 },
    });

    writeFileSync(suite, MULTI.replace('"none"', '"bill.pay"'));
    expect(await check(false)).toContainEqual(expect.stringContaining('Exact went from 1 to 0.5'));
  });

  it('does not mend a leak by an update', async () => {
    write('eval/suites/intent/i.jsonl', '{"text":"电费多少","intent":"bill.query"}');
    expect(await check(true)).toEqual([
      'eval/suites/intent/i.jsonl:1: “电费多少” is also in x.txt:2; take it out of one of them',
    ]);
  });

  it('keeps tolerances that were set by hand', async () => {
    write('eval/suites/multi/m.jsonl', MULTI);
    await check(true);
    const path = join(root, 'eval/baselines/multi-m.json');
    writeFileSync(
      path,
      JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), tolerance: { exact: 0.6 } }),
    );
    await check(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ tolerance: { exact: 0.6 } });
  });

  it('fails a baseline whose suite is gone', async () => {
    write('eval/baselines/intent-old.json', '{}');
    expect(await check(false)).toEqual([
      'eval/baselines/intent-old.json: the suite of this baseline is gone; remove it',
    ]);
  });
});

describe('shippedBaseline', () => {
  it('has none for a file of the evaluator’s own', () => {
    expect(shippedBaseline('multi', write('own.jsonl', MULTI), root)).toBeNull();
    expect(shippedBaseline('multi', 'nowhere.jsonl', root)).toBeNull();
  });
});
