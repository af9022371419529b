/** Owns the web conversations' records (who speaks in each) and who may enter one. */
import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { UserContext } from '../../bot/mod.ts';
import type { Json, Store } from '../../store/mod.ts';
import { ApiError } from './http.ts';
import { type Subject, sameText, type Tokens } from './tokens.ts';

const NAMESPACE = 'directline';

interface ConversationRecord {
  user: string;
  bound: string[];
  phone?: string | undefined;
  /**
   * Made without a credential, where no secret is set: who knows the unguessable id and presents what its maker
   * presented (digest of any bearer, of none too) may enter.
   */
  open?: string | undefined;
}

/** What a request proves: the host's back end, the holder of a token, or nothing. */
export type Credential =
  | { by: 'secret' }
  | { by: 'token'; subject: Subject }
  | { by: 'nothing'; bearer: string };

export class Conversations {
  readonly #store: Store;
  readonly #tokens: Tokens;
  readonly #secret: string | undefined;

  constructor(store: Store, tokens: Tokens, secret: string | undefined) {
    this.#store = store;
    this.#tokens = tokens;
    this.#secret = secret || undefined;
  }

  /** Whether conversations may be made without a credential: a demonstration without a secret. */
  get open(): boolean {
    return this.#secret === undefined;
  }

  /** @throws ApiError 403 for a token that is forged or expired, and for a wrong secret */
  credential(request: Request): Credential {
    const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.get('Authorization') ?? '')?.[1];
    if (!bearer) return { by: 'nothing', bearer: '' };
    if (this.#secret && sameText(bearer, this.#secret)) return { by: 'secret' };
    const verdict = this.#tokens.verify('chat', bearer);
    if ('subject' in verdict) return { by: 'token', subject: verdict.subject };
    if (verdict.refused === 'expired')
      throw new ApiError(403, 'TokenExpired', 'The token has expired: ask for a new one.');
    if (verdict.refused === 'malformed' && this.open) return { by: 'nothing', bearer };
    throw new ApiError(403, 'Forbidden', 'The token is not valid: ask for a new one.');
  }

  /** A person nobody vouches for, in a new conversation of their own. */
  anonymous(): Subject {
    return { conversation: unguessable(), user: `dl_${unguessable()}`, bound: [] };
  }

  /** Writes the conversation down; one that exists stays as it is. */
  async keep(
    { conversation, user, bound, phone }: Subject,
    credential: Credential,
  ): Promise<{ isNew: boolean }> {
    const record: ConversationRecord = {
      user,
      bound,
      ...(phone ? { phone } : {}),
      ...(credential.by === 'nothing' ? { open: digest(credential.bearer) } : {}),
    };
    const isNew = (await this.#record(conversation)) === undefined;
    await this.#store.putIfAbsent(NAMESPACE, key(conversation), record as unknown as Json);
    return { isNew };
  }

  /** The person of a conversation that has been started, or undefined. */
  async find(conversation: string): Promise<Subject | undefined> {
    const record = await this.#record(conversation);
    return record && { conversation, user: record.user, bound: record.bound, phone: record.phone };
  }

  /**
   * The person who speaks in this conversation, when the request may enter it.
   * @throws ApiError 401 without a credential, 403 with another conversation's, 404 where there is none
   */
  async enter(request: Request<{ id: string }>): Promise<Subject> {
    const { id } = request.params;
    const credential = this.credential(request);
    if (credential.by === 'token' && credential.subject.conversation !== id) {
      throw new ApiError(403, 'Forbidden', 'The token belongs to another conversation.');
    }
    const record = await this.#record(id);
    if (credential.by === 'nothing') this.#refuseUnlessOpen(credential.bearer, record);
    if (!record) throw new ApiError(404, 'NotFound', 'There is no such conversation: start one.');
    return { conversation: id, user: record.user, bound: record.bound, phone: record.phone };
  }

  #refuseUnlessOpen(bearer: string, record: ConversationRecord | undefined): void {
    if (this.open && (!record || record.open === digest(bearer))) return;
    if (bearer) throw new ApiError(403, 'Forbidden', 'The token is not valid: ask for a new one.');
    throw new ApiError(
      401,
      'Unauthorized',
      'Send the conversation’s token as "Authorization: Bearer TOKEN".',
    );
  }

  async #record(id: string): Promise<ConversationRecord | undefined> {
    if (!/^[\w-]{1,64}$/.test(id)) return undefined;
    return (await this.#store.get(NAMESPACE, key(id))) as unknown as ConversationRecord | undefined;
  }
}

/** The robot's view of the person: bound accounts and the phone only as vouched for, never as typed by a client. */
export function userContext({ user, bound, phone }: Subject): UserContext {
  return { id: user, bound, verified: false, ...(phone ? { phone } : {}) };
}

function key(conversation: string): string {
  return `conversation:${conversation}`;
}

function digest(bearer: string): string {
  return createHash('sha256').update(bearer).digest('hex');
}

function unguessable(): string {
  return randomBytes(16).toString('hex');
}
