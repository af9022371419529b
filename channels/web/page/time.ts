/** Owns how times are written in the conversation: as people in China write them, by Beijing's clock. */

const PARTS = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const DAY = 86_400_000;
/** Messages closer than this stand under one time stamp, in milliseconds. */
const GROUP = 5 * 60_000;

export function startsGroup(previous: Date | undefined, at: Date): boolean {
  return !previous || at.getTime() - previous.getTime() >= GROUP;
}

/** 14:05 today; 昨天 14:05; 11月19日 14:05; 2025年12月31日 14:05. */
export function stamp(at: Date, now: Date): string {
  const then = parts(at);
  const today = parts(now);
  const time = `${then.hour}:${then.minute}`;
  if (sameDay(then, today)) return time;
  if (sameDay(then, parts(new Date(now.getTime() - DAY)))) return `昨天 ${time}`;
  const date = `${then.month}月${then.day}日 ${time}`;
  return then.year === today.year ? date : `${then.year}年${date}`;
}

type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute', string>;

function parts(at: Date): Parts {
  return Object.fromEntries(PARTS.formatToParts(at).map(({ type, value }) => [type, value])) as Parts;
}

function sameDay(a: Parts, b: Parts): boolean {
  return a.year === b.year && a.month === b.month && a.day === b.day;
}
