/** Owns the access token of this node: fetched once for all who ask, kept until five minutes before it ends. */

/** The old token works for five minutes beside a new one, and only then is a new one given out. */
const MARGIN = 300_000;

export interface Tokens {
  /** A token that should be good. @throws WeChatError when none can be had */
  current(): Promise<string>;
  /** Another one, because the platform refused this; whoever renewed it first did so for all. @throws WeChatError */
  renew(refused: string): Promise<string>;
}

/** @param request asks the platform for the stable token; `expiresIn` in seconds */
export function createTokens(
  request: () => Promise<{ token: string; expiresIn: number }>,
  clock: () => Date,
): Tokens {
  let kept: { token: string; until: number } | null = null;
  let flight: Promise<string> | null = null;

  async function ask(): Promise<string> {
    const asked = clock().getTime();
    const { token, expiresIn } = await request();
    kept = { token, until: asked + expiresIn * 1000 - MARGIN };
    return token;
  }

  async function current(): Promise<string> {
    if (kept && clock().getTime() < kept.until) return kept.token;
    flight ??= ask().finally(() => {
      flight = null;
    });
    return flight;
  }

  return {
    current,
    async renew(refused) {
      if (kept?.token === refused) kept = null;
      return current();
    },
  };
}
