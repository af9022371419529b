/** `npm run bench [-- NAME … [options]]`: runs the benchmarks of eval/bench by name, or all of them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIR = fileURLToPath(new URL('../eval/bench', import.meta.url));
/** The order in which all of them run. */
const BENCHMARKS = ['nlu', 'entities', 'knowledge', 'store', 'turn', 'web', 'wechat', 'start'];
const known = BENCHMARKS.filter((name) => existsSync(join(DIR, `${name}.ts`)));

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('-'));
const names = firstOption < 0 ? args : args.slice(0, firstOption);
const options = firstOption < 0 ? [] : args.slice(firstOption);

const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark is called ${unknown.join(', ')}; there are ${known.join(', ')}\n`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : known) {
  process.stdout.write(`== ${name}\n`);
  const command = ['--import', 'tsx', join(DIR, `${name}.ts`), ...options];
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
