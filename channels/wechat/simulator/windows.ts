/** When the account may write to a follower: five messages in 48 h after a message, three in a minute after a click. */
import type { Opening } from './deeds.ts';

const HOURS_48 = 48 * 3_600_000;
const MINUTE = 60_000;
const PER_CLICK = 3;

interface Window {
  until: number;
  left: number;
}

export class Windows {
  readonly #open = new Map<string, { message?: Window; click?: Window }>();

  /** @param perMessage customer-service messages after a message of the user */
  constructor(private readonly perMessage: number) {}

  opened(openid: string, by: Opening, now: number): void {
    const windows = this.#open.get(openid) ?? {};
    this.#open.set(openid, windows);
    if (by === 'message') windows.message = { until: now + HOURS_48, left: this.perMessage };
    if (by === 'click') windows.click = { until: now + MINUTE, left: PER_CLICK };
  }

  /** Takes one message of the window that ends first. */
  take(openid: string, now: number): 'taken' | 'used up' | 'closed' {
    const { click, message } = this.#open.get(openid) ?? {};
    const open = [click, message].filter((window) => window !== undefined && window.until > now);
    if (open.length === 0) return 'closed';
    const window = open.find((one) => one!.left > 0);
    if (!window) return 'used up';
    window.left--;
    return 'taken';
  }
}
