/** What went over the wire, decrypted: for the page's drawer and for tests. */
import type { Verdict } from './reply.ts';
import type { Try } from './sender.ts';

const KEPT = 300;

export interface WireEntry {
  /** Ascends. */
  id: number;
  at: number;
  way: 'push' | 'api';
  openid: string;
  what: string;
  request: string;
  answer: string;
  /** Why it failed, or which try it was; empty when all was well. */
  note: string;
  ms: number;
}

export class Wire {
  readonly entries: WireEntry[] = [];
  #lastId = 0;

  pushed(openid: string, plain: string, tries: Try[], verdict: Verdict | { kind: 'silence' }): void {
    const what = named('Event', plain) ?? named('MsgType', plain) ?? 'message';
    for (const [i, { answer, ms }] of tries.entries()) {
      const last = i === tries.length - 1;
      this.add({
        way: 'push',
        openid,
        what,
        request: plain,
        answer: 'failed' in answer ? '' : last && 'plain' in verdict ? verdict.plain : answer.body,
        note:
          'failed' in answer ? `第${i + 1}次：${answer.failed}` : verdict.kind === 'wrong' ? verdict.why : '',
        ms: Math.round(ms),
      });
    }
  }

  add(entry: Omit<WireEntry, 'id' | 'at'>): void {
    this.entries.push({ ...entry, id: ++this.#lastId, at: Date.now() });
    if (this.entries.length > KEPT) this.entries.shift();
  }
}

/** The field's value in XML or JSON. */
function named(field: string, plain: string): string | undefined {
  return new RegExp(`<${field}><!\\[CDATA\\[(\\w+)|"${field}":"(\\w+)`).exec(plain)?.slice(1).find(Boolean);
}
