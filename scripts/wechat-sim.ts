/** `npm run wechat-sim`: a simulated WeChat with a phone in the browser, and the robot's server behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadMenu, menuToWire } from '../channels/wechat/menu.ts';
import { type Account, DEMO_ACCOUNT, type Mode } from '../channels/wechat/simulator/account.ts';
import { checkedMenu } from '../channels/wechat/simulator/menu-rules.ts';
import { verify } from '../channels/wechat/simulator/sender.ts';
import { startPlatform } from '../channels/wechat/simulator/server.ts';
import { phonePage } from '../channels/wechat/simulator/site.ts';
import { startServer } from './server.ts';
import { readSettings } from './settings.ts';

const HELP = `npm run wechat-sim [-- options]
  --port N            where the phone is shown (default 3980)
  --mode MODE         plain, compatible or safe (default safe)
  --format FORMAT     xml or json (default xml)
  --unverified        the account may send no msgmenu
  --mute              the account may not use the customer-service interface
  --webhook URL       talk to a server that runs already; then give its --token, --appid, --secret and --aes-key,
                      and start it with WECHAT_API_BASE=http://127.0.0.1:PORT
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3980' },
    mode: { type: 'string', default: 'safe' },
    format: { type: 'string', default: 'xml' },
    unverified: { type: 'boolean', default: false },
    mute: { type: 'boolean', default: false },
    webhook: { type: 'string' },
    token: { type: 'string', default: DEMO_ACCOUNT.token },
    appid: { type: 'string', default: DEMO_ACCOUNT.appid },
    secret: { type: 'string', default: DEMO_ACCOUNT.secret },
    'aes-key': { type: 'string', default: DEMO_ACCOUNT.aesKey },
    help: { type: 'boolean', default: false },
  },
});
if (
  values.help ||
  !['plain', 'compatible', 'safe'].includes(values.mode) ||
  !['xml', 'json'].includes(values.format)
) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}

const account: Account = {
  ...DEMO_ACCOUNT,
  token: values.token,
  appid: values.appid,
  secret: values.secret,
  aesKey: values['aes-key'],
  mode: values.mode as Mode,
  format: values.format as Account['format'],
  verified: !values.unverified,
  customerService: !values.mute,
};
const { platform, origin, close } = await startPlatform(
  { port: Number(values.port), account },
  await phonePage(),
);
platform.menu = checkedMenu({ ...menuToWire(loadMenu()) });
platform.person('oSim_zhang_wei', '张先生', false);
platform.person('oSim_li_na', '李女士', false);

const stopRobot = values.webhook ? async () => {} : await startRobot();
if (values.webhook) platform.webhook = values.webhook;
if (!(await verify(account, platform.webhook).catch(() => false)))
  process.stderr.write(`${platform.webhook} did not prove that it knows the token; messages will fail.\n`);
process.stdout.write(`WeChat, simulated: ${origin}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void Promise.all([close(), stopRobot()]).then(() => process.exit(0)));

/** The product's own server on fresh data. @returns what stops it */
async function startRobot(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'wechat-sim-'));
  const server = await startServer(
    readSettings({
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      CONSOLE_ADMIN_PASSWORD: process.env.CONSOLE_ADMIN_PASSWORD ?? 'wechat-sim',
      WECHAT_TOKEN: account.token,
      WECHAT_APPID: account.appid,
      WECHAT_SECRET: account.secret,
      WECHAT_AES_KEY: account.aesKey,
      WECHAT_API_BASE: origin,
    }),
  );
  platform.webhook = `http://127.0.0.1:${server.port}/wechat`;
  process.stdout.write(
    `agents: http://127.0.0.1:${server.port}/console (admin, password ${process.env.CONSOLE_ADMIN_PASSWORD ?? 'wechat-sim'})\n`,
  );
  return async () => {
    await server.stop('wechat-sim');
    rmSync(dataDir, { recursive: true, force: true });
  };
}
