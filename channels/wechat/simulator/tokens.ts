/** stable_token: one token until five minutes before its end, then a new one while the old one still works. */
import { randomBytes } from 'node:crypto';

/** From so long before the end a call returns a new token, in milliseconds. */
const RENEWAL = 300_000;
const FORCED_PER_DAY = 20;
const DAY = 86_400_000;

interface Token {
  value: string;
  until: number;
}

export class TokenDesk {
  /** Newest last. */
  #tokens: Token[] = [];
  #forced: number[] = [];
  /** How many tokens were ever made. */
  issued = 0;

  constructor(
    private readonly lifeSeconds: number,
    private readonly clock: () => Date,
  ) {}

  /** @returns null when the forced refreshes of the day are used up */
  get(force: boolean): { access_token: string; expires_in: number } | null {
    const now = this.clock().getTime();
    if (force) {
      this.#forced = this.#forced.filter((at) => at > now - DAY);
      if (this.#forced.length >= FORCED_PER_DAY) return null;
      this.#forced.push(now);
      this.#tokens = [];
    }
    let newest = this.#tokens.at(-1);
    if (!newest || newest.until - RENEWAL <= now) {
      newest = { value: randomBytes(96).toString('base64url'), until: now + this.lifeSeconds * 1000 };
      this.#tokens = [...this.#tokens.slice(-1), newest];
      this.issued++;
    }
    return { access_token: newest.value, expires_in: Math.round((newest.until - now) / 1000) };
  }

  check(value: string): 'good' | 'expired' | 'unknown' {
    const token = this.#tokens.find((one) => one.value === value);
    if (!token) return 'unknown';
    return token.until > this.clock().getTime() ? 'good' : 'expired';
  }

  /** All tokens are void at once, as after a change of the secret. */
  revoke(): void {
    this.#tokens = [];
  }
}
