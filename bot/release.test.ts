import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReleaseRefused, readRelease, SHIPPED_FLOWS } from './release.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'release-'));
  cpSync(SHIPPED_FLOWS, dir, { recursive: true });
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function faultsOf(): ReleaseRefused['faults'] {
  try {
    readRelease(dir);
  } catch (error) {
    if (error instanceof ReleaseRefused) return error.faults;
    throw error;
  }
  return [];
}

const put = (file: string, text: string) => writeFileSync(join(dir, file), text);
const change = (file: string, from: string, to: string) =>
  put(file, readFileSync(join(dir, file), 'utf8').replace(from, to));
const HEAD = 'name: 新\nabout: 新的流程\n';

describe('a release of flows', () => {
  it('that is the shipped one is sound', () => {
    expect(faultsOf()).toEqual([]);
  });

  it.each<[string, () => void, { file: string; step: string; rule: string }]>([
    [
      'a file that is no YAML',
      () => put('new-one.yaml', 'id: [new'),
      { file: 'new-one.yaml', step: 'the whole file', rule: 'unreadable' },
    ],
    [
      'a step of no known kind',
      () => put('new-one.yaml', `id: new-one\n${HEAD}steps: [{shout: 喂。}]`),
      { file: 'new-one.yaml', step: 'steps.0', rule: 'unreadable' },
    ],
    [
      'replies of another shape',
      () => put('replies.yaml', '- 好'),
      { file: 'replies.yaml', step: 'the whole file', rule: 'unreadable' },
    ],
    [
      'a fault that the static check finds',
      () => put('new-one.yaml', `id: new-one\n${HEAD}steps: [{say: 好。}, {link: nowhere}]`),
      { file: 'new-one.yaml', step: '2', rule: 'unknown-flow' },
    ],
    [
      'a flow in a file of another name',
      () => put('new-one.yaml', `id: other\n${HEAD}steps: [{say: 好。}]`),
      { file: 'new-one.yaml', step: 'id', rule: 'misnamed' },
    ],
    [
      'a flow that lies there twice',
      () => {
        mkdirSync(join(dir, 'copy'));
        cpSync(join(dir, 'part-debt-first.yaml'), join(dir, 'copy/part-debt-first.yaml'));
      },
      { file: 'part-debt-first.yaml', step: 'id', rule: 'misnamed' },
    ],
    [
      'no flow for what the engine begins by itself',
      () => rmSync(join(dir, 'patterns/pattern-welcome.yaml')),
      { file: 'pattern-welcome.yaml', step: 'pattern-welcome', rule: 'missing' },
    ],
    [
      'a common reply that is gone',
      () => change('replies.yaml', 'allRight:', 'allWrong:'),
      { file: 'replies.yaml', step: 'allRight', rule: 'missing' },
    ],
  ])('with %s is refused: file, place, what and how to mend it', (_, spoil, { file, step, rule }) => {
    spoil();
    const faults = faultsOf();
    expect(faults).toEqual([expect.objectContaining({ file: join(dir, file), step, rule })]);
    expect(faults[0]!.message.length).toBeGreaterThan(10);
  });

  it('is refused with all of its faults at once', () => {
    put('new-one.yaml', `id: new-one\n${HEAD}steps: [{say: "{ghost}。"}, {say: 请拨打95598。}]`);
    put('new-two.yaml', `id: new-two\n${HEAD}steps: [{end: true}, {say: 到不了。}]`);
    expect(
      faultsOf()
        .map((f) => f.rule)
        .sort(),
    ).toEqual(['spoken-form', 'unknown-name', 'unreachable']);
  });

  it('that is not there at all is refused', () => {
    rmSync(dir, { recursive: true });
    expect(faultsOf()[0]).toMatchObject({ file: dir, rule: 'unreadable' });
    mkdirSync(dir);
  });
});
