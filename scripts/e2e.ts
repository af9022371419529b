/** `npm run test:e2e`: the end-to-end tests, with a PostgreSQL of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { withPostgres } from './postgres-for-tests.ts';

const code = await withPostgres(async (url) => {
  const args = ['vitest', 'run', '--config', 'vitest.e2e.config.ts', ...process.argv.slice(2)];
  const child = spawn('npx', args, { stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: url } });
  const [exit] = (await once(child, 'exit')) as [number | null];
  return exit ?? 1;
});
process.exit(code);
