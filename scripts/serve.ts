/** `npm start`: reads the settings, builds the product and serves it until it is told to stop. */
import { ReleaseRefused } from '../bot/release.ts';
import { startServer } from './server.ts';
import { readSettings, SettingsError } from './settings.ts';

try {
  const server = await startServer(readSettings());
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void server.stop(signal).then(() => process.exit(0)));
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof ReleaseRefused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
