/** The tables of the store as kysely types; migrations.ts creates them. Payloads are JSON text, times milliseconds. */
import type { Generated } from 'kysely';

export interface Schema {
  schema_version: { version: number };
  inbox: {
    /** Order of arrival at the store; breaks ties of received_at. */
    seq: Generated<number>;
    id: string;
    conversation_id: string;
    payload: string;
    received_at: number;
    result: string | null;
    /** When the message's turn was committed; null = unfinished. */
    done_at: number | null;
  };
  conversation: {
    id: string;
    channel: string;
    user_id: string;
    state: string;
    version: number;
    updated_at: number;
  };
  /** The last event number given out, in a row of its own: events also come to conversations without a turn. */
  event_counter: { conversation_id: string; last_seq: number };
  event: { conversation_id: string; seq: number; type: string; data: string; at: number };
  outbox: {
    id: Generated<number>;
    conversation_id: string;
    channel: string;
    payload: string;
    attempts: number;
    due_at: number;
    /** Nobody else takes the entry before this time; 0 = not leased. */
    leased_until: number;
    status: 'queued' | 'delivered' | 'dead';
    delivered_at: number | null;
    error: string | null;
    /** The answer to a request that carried it; null = a deliverer sent it, or nobody yet. */
    answer_id: string | null;
  };
  action_run: {
    key: string;
    conversation_id: string;
    action: string;
    params: string;
    result: string | null;
    started_at: number;
    /** null = started, outcome not yet known. */
    finished_at: number | null;
  };
  value: { namespace: string; key: string; value: string };
}
