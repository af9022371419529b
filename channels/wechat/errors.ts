/** What the platform's error codes mean for a caller: the table of its documentation as data, and a class for the rest. */

/**
 * What to do about an error:
 * - `again`: nobody's fault, try later
 * - `token`: the access token is no longer good; take a new one and repeat once
 * - `links`: the account may not send menus; the same as links in a text
 * - `split`: the text is too long
 * - `slow`: too many calls in a minute
 * - `wait`: nothing may be sent to this customer before they do something
 * - `daily`: the account's calls of the day are used up; an operator should know
 * - `barred`: the account or this server may not call at all; an operator has to mend it
 * - `stop`: this message or this customer: no repetition will help
 */
export type Remedy = 'again' | 'token' | 'links' | 'split' | 'slow' | 'wait' | 'daily' | 'barred' | 'stop';

export const REMEDIES: ReadonlyMap<number, Remedy> = new Map([
  [-1, 'again'],
  [40001, 'token'],
  [40014, 'token'],
  [42001, 'token'],
  [40003, 'stop'],
  [43004, 'stop'],
  [40200, 'links'],
  [45002, 'split'],
  [45008, 'stop'],
  [45009, 'daily'],
  [45011, 'slow'],
  [45015, 'wait'],
  [45047, 'wait'],
  [48001, 'barred'],
  [48002, 'stop'],
  [48004, 'barred'],
  // What a server that is set up wrongly meets: app id, secret, address not on the white list.
  [40013, 'barred'],
  [40125, 'barred'],
  [40164, 'barred'],
  [40243, 'barred'],
  [41002, 'barred'],
  [41004, 'barred'],
  [50001, 'barred'],
]);

/** The remedy of a code, also of one that the table does not name: the platform numbers its errors by kind. */
export function remedyOf(errcode: number): Remedy {
  const known = REMEDIES.get(errcode);
  if (known) return known;
  if (errcode < 0) return 'again';
  const kind = Math.floor(errcode / 1000);
  if (kind === 42) return 'token';
  if (kind === 48) return 'barred';
  return 'stop';
}

/** Why a call did not do its work. Holds no token and no secret. */
export class WeChatError extends Error {
  override readonly name = 'WeChatError';
  /** The interface that was called, without its query. */
  readonly path: string;
  /** The platform's code; −1 also when there was no answer. */
  readonly errcode: number;
  readonly errmsg: string;
  readonly remedy: Remedy;
  /** Milliseconds to wait at least before trying again. */
  readonly afterMs: number;
  /** The platform was not asked: it has said so before. */
  readonly known: boolean;

  constructor(
    path: string,
    errcode: number,
    errmsg: string,
    more: { remedy?: Remedy; afterMs?: number; known?: boolean } = {},
  ) {
    super(`${path}: ${errcode} ${errmsg}`);
    this.path = path;
    this.errcode = errcode;
    this.errmsg = errmsg;
    this.remedy = more.remedy ?? remedyOf(errcode);
    this.afterMs = more.afterMs ?? 0;
    this.known = more.known ?? false;
  }
}
