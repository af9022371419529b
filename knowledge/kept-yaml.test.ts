import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { keptYaml } from './kept-yaml.ts';

const parsed = vi.hoisted(() => ({ texts: [] as string[] }));
vi.mock('yaml', async (original) => {
  const yaml = await original<typeof import('yaml')>();
  const read = (text: string) => {
    parsed.texts.push(text);
    return yaml.parse(text);
  };
  return { ...yaml, parse: read };
});

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yaml-'));
  file = join(dir, 'yaml.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** One start: reads the texts, keeps them, and tells what had to be parsed. */
function start(...texts: string[]): { values: unknown[]; parsed: string[] } {
  const yaml = keptYaml(file);
  parsed.texts = [];
  const values = texts.map((text) => yaml.read(text));
  yaml.keep();
  return { values, parsed: parsed.texts };
}

it('a text is parsed once, however many starts read it', () => {
  expect(start('a: 1', 'b: [2]')).toEqual({ values: [{ a: 1 }, { b: [2] }], parsed: ['a: 1', 'b: [2]'] });
  expect(start('a: 1', 'b: [2]')).toEqual({ values: [{ a: 1 }, { b: [2] }], parsed: [] });
});

it('a changed text is parsed, and the one before it forgotten', () => {
  start('a: 1', 'b: 2');
  expect(start('a: 1', 'b: 3')).toEqual({ values: [{ a: 1 }, { b: 3 }], parsed: ['b: 3'] });
  expect(readFileSync(file, 'utf8').match(/"b"/g)).toHaveLength(1);
});

it('a kept value is what the text says, whatever it says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = stringify(value);
      start(text);
      expect(start(text).values).toEqual([parse(text)]);
    }),
    { numRuns: 50 },
  );
  // What JSON cannot say is read anew each time.
  for (const text of ['a: .inf', 'a: -.inf', 'a: .nan', 'a: -0.0', '']) {
    start(text);
    expect(start(text).values).toEqual([parse(text)]);
  }
});

it('what is no YAML is refused each time', () => {
  for (let i = 0; i < 2; i++) expect(() => start('a: [')).toThrow(/flow/i);
});

it('a damaged file, a file of something else and one that cannot be written count as none', () => {
  start('a: 1');
  const whole = readFileSync(file, 'utf8');
  for (const other of [whole.replace(':1', ':2'), whole.slice(0, -1), `${whole} `, '', '{}', 'null\n{}']) {
    writeFileSync(file, other);
    expect(start('a: 1')).toEqual({ values: [{ a: 1 }], parsed: ['a: 1'] });
  }
  file = join(dir, 'nowhere/yaml.json');
  start('a: 1');
  expect(start('a: 1')).toEqual({ values: [{ a: 1 }], parsed: ['a: 1'] });
});
