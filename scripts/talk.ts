/** `npm run talk -- [--bound 户号] [--phone …] [--verified] [--channel voice] [words …]`: a conversation in the terminal. */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { TurnInput } from '../bot/mod.ts';
import { buildRobot } from './compose.ts';
import { readSettings } from './settings.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bound: { type: 'string', multiple: true, default: [] },
    phone: { type: 'string' },
    verified: { type: 'boolean', default: false },
    channel: { type: 'string', default: 'web' },
    now: { type: 'string', default: '2026-11-21T10:00:00+08:00' },
    fault: { type: 'string', multiple: true, default: [] },
  },
});

const { robot, sandbox, close } = await buildRobot({
  sandboxNow: values.now,
  encoderDir: readSettings().ENCODER_DIR,
});
for (const fault of values.fault) {
  const [method, kind] = fault.split('=') as [string, 'down' | 'timeoutAfterEffect'];
  sandbox.faults.set(method, { kind });
}
const channel = values.channel as 'web' | 'wechat' | 'voice';
const user = { id: 'terminal', phone: values.phone, bound: values.bound, verified: values.verified };
let count = 0;

/** `key:1`, `choice:确认`, `event:silence`, `image:` or plain words. */
function toInput(words: string): TurnInput {
  const [kind, rest] = words.split(/:(.*)/s) as [string, string | undefined];
  if (rest === undefined) return { kind: 'text', text: words };
  if (kind === 'key') return { kind: 'key', keys: rest };
  if (kind === 'choice') return { kind: 'choice', value: rest, label: rest };
  if (kind === 'event') return { kind: 'event', name: rest as 'start' };
  if (kind === 'image')
    return { kind: 'image', name: 'photo.jpg', url: '/uploads/photo.jpg', contentType: 'image/jpeg' };
  return { kind: 'text', text: words };
}

async function say(words: string): Promise<void> {
  const result = await robot.receive({
    id: String(++count),
    conversationId: 'terminal',
    channel,
    user,
    input: toInput(words),
    at: new Date(),
  });
  process.stdout.write(`\n> ${words}\n`);
  for (const reply of result.replies) {
    process.stdout.write(`  ${channel === 'voice' ? reply.spoken : reply.text}\n`);
    if (reply.card && channel !== 'voice')
      process.stdout.write(
        `    [${reply.card.title}${reply.card.status ? ` ${reply.card.status}` : ''}] ${reply.card.rows.map((r) => `${r.label} ${r.value}`).join(' | ')}\n`,
      );
    if (reply.link) process.stdout.write(`    → ${reply.link.label} ${reply.link.url}\n`);
    if (reply.options?.length)
      process.stdout.write(`    (${reply.options.map((o) => o.label).join(' / ')})\n`);
  }
  process.stdout.write(
    `  · intent ${result.intent ?? '–'} · flow ${result.flow ?? '–'} · called ${result.called.join(', ') || '–'}${result.ended ? ' · ended' : ''}${result.handoff ? ' · handoff' : ''}\n`,
  );
}

for (const words of positionals) await say(words);
if (!positionals.length) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  for (;;) {
    const words = (await terminal.question('\n你：')).trim();
    if (!words || words === 'exit') break;
    await say(words);
  }
  terminal.close();
}
await close();
