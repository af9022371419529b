import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

type BuiltServer = (root: string, entry: string, dir: string) => Promise<string>;
const { builtServer } = (await import(new URL('./built-server.mjs', import.meta.url).href)) as {
  builtServer: BuiltServer;
};

let root: string;
let kept: string;

beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'built-')), "it's");
  kept = join(root, 'kept');
  mkdirSync(join(root, 'words'), { recursive: true });
  put('main.ts', "import { hello } from './words/hello.ts';\nconsole.log(hello() satisfies string);\n");
  put(
    'words/hello.ts',
    "import { readFileSync } from 'node:fs';\nexport const hello = () => readFileSync(new URL('./hello.txt', import.meta.url), 'utf8');\n",
  );
  put('words/hello.txt', '你好');
});
afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const put = (file: string, text: string) => writeFileSync(join(root, file), text);
const build = () => builtServer(root, 'main.ts', kept);
const run = async () => execFileSync(process.execPath, [await build()], { encoding: 'utf8' }).trim();
const builtAt = async () => statSync(await build()).mtimeMs;

it('runs as the sources do, beside their files', async () => {
  expect(await run()).toBe('你好');
});

it('is built once', async () => {
  const first = await builtAt();
  expect(await builtAt()).toBe(first);
});

it('is built anew when any source changes, and only then', async () => {
  await run();
  put('words/hello.txt', '再见');
  const before = await builtAt();
  expect(await run()).toBe('再见');
  expect(await builtAt()).toBe(before);
  put('words/hello.ts', "export const hello = () => '变了';\n");
  expect(await run()).toBe('变了');
});

it('is built anew when a source is gone, and refused when it is still asked for', async () => {
  await run();
  rmSync(join(root, 'words/hello.ts'));
  await expect(build()).rejects.toThrow(/hello\.ts/);
  put('main.ts', "console.log('没有了');\n");
  expect(await run()).toBe('没有了');
});

it('is built anew where the project was moved to', async () => {
  await run();
  const moved = join(root, '../moved');
  cpSync(root, moved, { recursive: true });
  rmSync(root, { recursive: true });
  root = moved;
  kept = join(root, 'kept');
  expect(await run()).toBe('你好');
});

it('is built anew when what is kept is damaged', async () => {
  await run();
  for (const file of ['server.mjs', 'server.json']) {
    const whole = readFileSync(join(kept, file), 'utf8');
    for (const damaged of ['', whole.slice(0, 100), whole.replace(/[a-f]/, '0'), '{}', 'null']) {
      writeFileSync(join(kept, file), damaged);
      expect(await run()).toBe('你好');
      expect(readFileSync(join(kept, file), 'utf8')).toBe(whole);
    }
  }
});

it('runs from the sources where it cannot be kept', () => {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  for (const made of ['scripts', 'node_modules']) mkdirSync(join(root, made));
  for (const script of ['start.mjs', 'built-server.mjs']) cpSync(here(script), join(root, 'scripts', script));
  for (const name of ['esbuild', 'tsx'])
    symlinkSync(here(`../node_modules/${name}`), join(root, 'node_modules', name));
  put('package.json', '{ "type": "module" }');
  put('scripts/serve.ts', "import '../main.ts';\n");
  put('node_modules/.cache', 'a file where the directory should be');
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/start.mjs')], {
    encoding: 'utf8',
  });
  expect(stdout.trim(), stderr).toBe('你好');
  expect(stderr).toMatch(/^starting slowly, from the sources: /);
});
