/** `npm run bench -- turn [--turns N]`: whole turns in process, each committed durably before the next. */
import { parseArgs } from 'node:util';
import { ensureModel } from '../../nlu/mod.ts';
import { latencyUs } from '../metrics/latency.ts';
import { openSubject } from '../subject.ts';

const { values } = parseArgs({
  options: { turns: { type: 'string', default: '4000' }, model: { type: 'string', default: '.model' } },
});
const TURNS = Number(values.turns);
/** Conversations at once: a single customer, and crowds; and whether all say the same, which is understood but once. */
const CROWDS = [
  { crowd: 1, alike: true },
  { crowd: 8, alike: true },
  { crowd: 32, alike: true },
  { crowd: 32, alike: false },
];
/** What each customer says, over and over: a query with an action, a question, courtesy, a form begun and left. */
const SCRIPT = [
  '我上个月电费多少',
  '峰谷电价是几点到几点',
  '那上上个月呢',
  '我家停电了',
  '算了不报了',
  '谢谢',
];

await ensureModel(values.model);
const subject = await openSubject(values.model);
const theatre = await subject.theatre();

console.log(
  `${TURNS} turns on SQLite, one commit with fsync for each; bar: 1,500 turns/s on one core, p99 10 ms`,
);
await play(8, 1_000, false);
for (const { crowd, alike } of CROWDS) {
  const { millis, seconds, cpu } = await play(crowd, TURNS, alike);
  const { p50, p99 } = latencyUs(millis);
  const rate = Math.round(millis.length / seconds);
  console.log(
    `  ${String(crowd).padStart(3)} at once, ${alike ? 'in the same words' : 'each in own words'}: ${rate} turns/s, ${Math.round(millis.length / cpu)} per second of processor; p50 ${(p50 / 1000).toFixed(2)} ms, p99 ${(p99 / 1000).toFixed(2)} ms`,
  );
}

/** Lets `crowd` customers talk at once until `turns` are done; times in milliseconds and seconds. */
async function play(
  crowd: number,
  turns: number,
  alike: boolean,
): Promise<{ millis: number[]; seconds: number; cpu: number }> {
  const stage = await theatre.open({ now: theatre.now, deskOpen: true, callee: null });
  const millis: number[] = [];
  const startCpu = process.cpuUsage();
  const start = performance.now();
  let next = 0;
  const customer = async (id: number) => {
    for (let turn = 0; next < turns; turn++) {
      const n = next++;
      const words = SCRIPT[turn % SCRIPT.length]!;
      const begun = performance.now();
      await stage.receive({
        id: `m${n}`,
        // A new conversation after each run of the script, as customers come and go.
        conversationId: `c${id}-${Math.floor(turn / SCRIPT.length)}`,
        channel: 'web',
        user: { id: `u${id}`, phone: '13800000001', bound: ['3201000000017'], verified: false },
        input: { kind: 'text', text: alike ? words : `${words}（${n}）` },
        at: theatre.now,
      });
      millis.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: crowd }, (_, id) => customer(id)));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  await stage.close();
  return { millis, seconds, cpu: (user + system) / 1e6 };
}
