/** fastText, the program, on the words of our segmenter and their character n-grams. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerOf, type Peer } from './peer.ts';
import { wordsOf } from './words.ts';

const LABEL = '__label__';
/** The best found for it on SMP2017 and BANKING77: many rounds, pairs of words; character n-grams help Chinese only. */
const SETTINGS = '-epoch 50 -lr 1.0 -dim 100 -wordNgrams 2 -bucket 500000 -thread 1 -verbose 0'.split(' ');
const CHINESE = [...SETTINGS, '-minn', '1', '-maxn', '3'];

/** So often are the texts asked for the time of one, against which loading the model is long. */
const REPEATS = 20;

export const fasttext: Peer = {
  name: 'fastText',
  missing: () => (spawnSync('fasttext').error ? 'the program fasttext is not on the PATH' : null),
  async train(examples, none) {
    const dir = mkdtempSync(join(tmpdir(), 'fasttext-'));
    const input = join(dir, 'train.txt');
    const model = join(dir, 'model');
    writeFileSync(input, examples.map(({ text, intent }) => `${LABEL}${intent} ${line(text)}\n`).join(''));
    const settings = examples.some(({ text }) => /\p{Script=Han}/u.test(text)) ? CHINESE : SETTINGS;
    run(['supervised', '-input', input, '-output', model, ...settings], '');
    return {
      async classify(texts) {
        const ask = (lines: string) => run(['predict-prob', `${model}.bin`, '-', '3'], lines);
        const lines = texts.map((text) => `${line(text)}\n`).join('');
        const answers = ask(lines)
          .trimEnd()
          .split('\n')
          .map((row) => answerOf(parseRow(row), none));
        if (answers.length !== texts.length)
          throw new Error(`fasttext answered ${answers.length} of ${texts.length}`);
        // The program gives no time of a single text: all share the mean of many, its start left out.
        const loading = timeOf(() => ask('a\n'));
        const each = (timeOf(() => ask(lines.repeat(REPEATS))) - loading) / (texts.length * REPEATS);
        return { answers, millis: texts.map(() => each) };
      },
    };
  },
};

function line(text: string): string {
  return wordsOf(text).join(' ') || '_';
}

function run(args: string[], input: string): string {
  const { status, stdout, stderr, error } = spawnSync('fasttext', args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`fasttext ${args[0]}: ${error?.message ?? stderr}`);
  return stdout;
}

function parseRow(row: string): { intent: string; score: number }[] {
  const parts = row.split(' ');
  return parts.flatMap((part, i) =>
    part.startsWith(LABEL) ? [{ intent: part.slice(LABEL.length), score: Number(parts[i + 1]) }] : [],
  );
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
