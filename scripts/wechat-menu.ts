/** `npm run wechat:menu [-- --publish]`: checks channels/wechat/menu.yaml, shows it and, when asked, publishes it. */
import { z } from 'zod';
import { createClient } from '../channels/wechat/client.ts';
import { WeChatError } from '../channels/wechat/errors.ts';
import { loadMenu, type Menu, menuToWire } from '../channels/wechat/menu.ts';
import { createLogger } from './logger.ts';
import { readSettings, SettingsError } from './settings.ts';

function show({ columns }: Menu): string {
  const column = ({ name, entries }: Menu['columns'][number]) =>
    [name, ...entries.map((entry) => `  ${entry.name} → ${entry.say ? `“${entry.say}”` : entry.url}`)].join(
      '\n',
    );
  return columns.map(column).join('\n');
}

async function publish(menu: Menu): Promise<void> {
  const settings = readSettings();
  if (!settings.WECHAT_APPID || !settings.WECHAT_SECRET)
    throw new SettingsError(
      'WECHAT_APPID and WECHAT_SECRET must be set: the menu is published in their name.',
    );
  const client = createClient({
    appId: settings.WECHAT_APPID,
    secret: settings.WECHAT_SECRET,
    base: settings.WECHAT_API_BASE,
    clock: () => new Date(),
    log: createLogger('silent'),
  });
  await client.createMenu(menuToWire(menu));
}

try {
  const menu = loadMenu();
  process.stdout.write(`${show(menu)}\n`);
  if (process.argv.includes('--publish')) {
    await publish(menu);
    process.stdout.write('published\n');
  }
} catch (error) {
  const known = error instanceof WeChatError || error instanceof SettingsError;
  if (!known && !(error instanceof z.ZodError)) throw error;
  process.stderr.write(`${error instanceof z.ZodError ? z.prettifyError(error) : error.message}\n`);
  process.exitCode = 1;
}
