/** `node --import tsx scripts/install-e2e.ts`: puts what the end-to-end tests need on a Debian machine; tells what to do elsewhere. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What is needed, by what shows that it is there, and the Debian package that brings it. */
const NEEDS = [
  { what: 'Chromium', there: () => existsSync('/usr/bin/chromium'), debian: 'chromium' },
  {
    what: 'a Chinese font',
    there: () => output('fc-list', [':lang=zh-cn']) !== '',
    debian: 'fonts-noto-cjk',
  },
];

const missing = NEEDS.filter(({ there }) => !there());
if (missing.length) install(missing.map(({ debian }) => debian));
const still = NEEDS.filter(({ there }) => !there());
if (still.length) {
  const packages = still.map(({ debian }) => debian).join(' ');
  process.stderr.write(
    `The end-to-end tests need ${still.map(({ what }) => what).join(' and ')}. On Debian or Ubuntu run as root: apt-get install ${packages}\n`,
  );
  process.exit(1);
}

/** Does nothing where packages cannot be installed: no apt, or not root. */
function install(packages: string[]): void {
  if (process.getuid?.() !== 0 || output('apt-get', ['--version']) === '') return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

function output(command: string, args: string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';
}
