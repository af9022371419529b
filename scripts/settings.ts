/** Settings from the environment (and `.env`): parsed once; a wrong one stops the start with one clear sentence. */
import { existsSync } from 'node:fs';
import { config as readDotEnv } from 'dotenv';
import { z } from 'zod';

const empty = (value: unknown) => (value === '' ? undefined : value);
const text = z.preprocess(empty, z.string().optional());
const url = z.preprocess(empty, z.url().optional());

const schema = z.object({
  PORT: z.preprocess(empty, z.coerce.number().int().min(0).max(65_535).default(3978)),
  HOST: z.preprocess(empty, z.string().default('0.0.0.0')),
  DATA_DIR: z.preprocess(empty, z.string().default('./data')),
  MODEL_DIR: z.preprocess(empty, z.string().default('./.model')),
  /** A Hugging Face directory of a BERT encoder, which joins the model; empty = none. */
  ENCODER_DIR: text,
  /** The utility's own flows; empty = the shipped ones. */
  FLOWS_DIR: z.preprocess(
    empty,
    z
      .string()
      .refine((dir) => existsSync(dir), 'there is no such directory; copy bot/flows and change the copy')
      .optional(),
  ),
  DATABASE_URL: z.preprocess(
    empty,
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// (empty = embedded SQLite)')
      .optional(),
  ),
  SANDBOX_NOW: z.preprocess(
    empty,
    z.iso.datetime({ offset: true, error: 'must be a time such as 2026-11-21T10:00:00+08:00' }).optional(),
  ),
  DIRECTLINE_SECRET: text,
  WECHAT_TOKEN: text,
  WECHAT_APPID: text,
  WECHAT_SECRET: text,
  WECHAT_AES_KEY: z.preprocess(
    empty,
    z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}$/, 'must be the 43 characters of the EncodingAESKey')
      .optional(),
  ),
  WECHAT_API_BASE: url,
  /** Whose agents take over: ours at /console, or those of the platform's customer service. */
  WECHAT_DESK: z.preprocess(empty, z.enum(['own', 'platform']).default('own')),
  /** How choices are drawn: as menus (verified accounts) or as links. */
  WECHAT_MENUS: z.preprocess(empty, z.enum(['msgmenu', 'links']).default('msgmenu')),
  CONSOLE_ADMIN_PASSWORD: z.preprocess(
    empty,
    z.string().min(8, 'must have at least 8 characters').optional(),
  ),
  BACKEND_URL: url,
  BACKEND_TOKEN: text,
  /** Hours at which agents sit at the desk, such as 08:00-20:00; empty = always. */
  DESK_HOURS: z.preprocess(
    empty,
    z
      .string()
      .regex(/^\d{2}:\d{2}-\d{2}:\d{2}$/, 'must be hours such as 08:00-20:00')
      .optional(),
  ),
  LOG_LEVEL: z.preprocess(
    empty,
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ),
});

const sound = schema.refine((settings) => !settings.WECHAT_AES_KEY || settings.WECHAT_APPID, {
  path: ['WECHAT_APPID'],
  error: 'WECHAT_AES_KEY is set, and its envelopes name the app id of the account',
});

export type Settings = z.infer<typeof schema>;

/** @throws SettingsError with one sentence that names the setting, what is wrong and what it must be. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  if (existsSync('.env')) readDotEnv({ quiet: true, processEnv: env as Record<string, string> });
  const parsed = sound.safeParse(env);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const name = String(issue.path[0]);
  throw new SettingsError(`${name}=${JSON.stringify(env[name])} is not valid: ${issue.message}`);
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
