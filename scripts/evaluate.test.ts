import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'evaluate-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

function run(...args: string[]) {
  const command = ['--import', 'tsx', 'scripts/evaluate.ts', ...args];
  return spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
}

describe('npm run eval', () => {
  it('prints exactly one JSON object, and writes the page and the JUnit report', () => {
    const rows = file(
      'ok.jsonl',
      '{"text":"帮我看看十月那期电费一共多少钱","intent":"bill.query","voice":"wechat"}\n',
    );
    const [page, junit] = [join(dir, 'r.html'), join(dir, 'r.xml')];
    const { stdout, status } = run('intent', rows, '--json', '--html', page, '--junit', junit);
    expect(status).toBe(0);
    const result = JSON.parse(stdout) as { n: number; none: { auroc: unknown } };
    expect(result.n).toBe(1);
    expect(result.none.auroc).toBeNull();
    expect(readFileSync(page, 'utf8')).toContain('Evaluation: intent');
    expect(readFileSync(junit, 'utf8')).toContain('tests="1"');
  });

  it.each([
    [['moods', 'x.jsonl'], 'no kind is called moods'],
    [['intent', 'x.jsonl', '--model', 'nowhere'], '--model nowhere: '],
  ])('ends with 2 and says why: %j', (args, reason) => {
    const { stdout, stderr, status } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
    expect(stdout).toBe('');
  });

  it('names the line of a bad row', () => {
    const rows = file('bad.jsonl', '{"text":"a","intent":"none"}\n{"text":"b","intent":"bill.qery"}\n');
    const { stderr, status } = run('intent', rows);
    expect(status).toBe(2);
    expect(stderr).toContain('bad.jsonl:2: intent: no intent is called “bill.qery”');
  });

  it('plays a conversation on the real robot', () => {
    const suite = file(
      'suite.yaml',
      `
- name: 查上月电费
  channel: wechat
  user: {phone: "13800000001", bound: ["3201000000017"]}
  turns: [{user: 我上个月电费多少, intent: bill.query, says: "243.45", called: bill.read}]
- name: 电话里说的是汉字
  channel: voice
  user: {bound: ["3201000000017"]}
  turns: [{event: start}, {user: 我上个月电费多少, says: 二百四十三元四角五分, saysNot: "243.45"}]`,
    );
    const { stdout, status } = run('dialog', suite, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ conversations: 2, passed: 2, failed: [], turns: 3 });
  });

  it('compares two results', () => {
    const result = (name: string, wrong: number[]) => {
      const errors = wrong.map((line) => ({ text: 't', line }));
      return file(
        name,
        JSON.stringify({ kind: 'multi', file: 'm', digest: 'd', n: 9, exact: 1 - wrong.length / 9, errors }),
      );
    };
    const { stdout, status } = run('--compare', result('a.json', [1, 2]), result('b.json', [2]), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rows: { won: ['1'], lost: [], p: 1 } });
  });
});
