/** Owns the transcript: a conversation's log read as Direct Line activities. The watermark is the log's own count. */
import type { MessageIn, MessageOut } from '../../bot/mod.ts';
import type { EventRow, Store } from '../../store/mod.ts';
import { activityOfIn, activityOfOut, toWire } from '../activity.ts';

/** Log entries read at once; a page of a transcript holds no more activities than this. */
const PAGE = 200;

export interface ActivitySet {
  activities: Record<string, unknown>[];
  /** The last log entry read, message or not; ask with it to get what follows. */
  watermark: string;
}

/**
 * The activities after a watermark, oldest first, and whether more stand in the log already.
 * @param origin scheme and host for links to uploaded pictures
 */
export async function readTranscript(
  store: Store,
  conversationId: string,
  after: number,
  origin: string,
): Promise<ActivitySet & { more: boolean }> {
  const rows = await store.events(conversationId, after, PAGE);
  const activities = rows.flatMap((row) => activityOf(row, origin));
  return { activities, watermark: String(rows.at(-1)?.seq ?? after), more: rows.length === PAGE };
}

function activityOf(
  { type, data, seq, conversationId }: EventRow,
  origin: string,
): Record<string, unknown>[] {
  const place = { conversationId, seq, origin };
  if (type === 'message.out') return [toWire(activityOfOut(data as unknown as MessageOut, place))];
  if (type !== 'message.in') return [];
  const activity = activityOfIn(data as unknown as MessageIn, place);
  return activity ? [toWire(activity)] : [];
}
