/** Owns the page's requests to the server: tokens, the conversation, messages, pictures. */
import type { Host } from './host.ts';
import { recall, remember } from './storage.ts';
import type { Outgoing, WireActivity } from './wire.ts';

const BASE = 'v3/directline';
/** How long a request may take before it counts as lost, in milliseconds. */
const PATIENCE = 20_000;

export interface ActivitySet {
  activities: WireActivity[];
  watermark: string;
}

interface Grant {
  conversationId: string;
  token: string;
  expires_in: number;
  resume?: string;
  streamUrl?: string;
}

/** A request that did not succeed; `status` 0 = the server was not reached. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  constructor(
    readonly status: number,
    readonly retryAfter = 0,
  ) {
    super(`request failed with status ${status}`);
  }
}

export class Api {
  conversationId = '';
  #token = '';
  readonly #host: Host;
  #refresh: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Opens the remembered conversation, or a new one where there is none or it can no longer be entered.
   * @returns whether a remembered conversation was lost
   */
  async open(): Promise<{ lost: boolean }> {
    const known = recall().conversation;
    const grant = await this.#grant(known);
    this.#keep(grant);
    await this.#request('conversations', { method: 'POST' });
    return { lost: Boolean(known?.resume && grant.resume) && known?.id !== grant.conversationId };
  }

  /** Leaves the conversation; `open` will begin another one. */
  forget(): void {
    clearTimeout(this.#refresh);
    remember({ conversation: undefined, unsent: undefined });
  }

  post(activity: Outgoing): Promise<unknown> {
    return this.#retryingOnce(`conversations/${this.conversationId}/activities`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(activity),
    });
  }

  upload(activity: Outgoing, picture: Blob): Promise<unknown> {
    const form = new FormData();
    form.append(
      'activity',
      new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }),
    );
    form.append('file', picture, 'photo');
    return this.#retryingOnce(`conversations/${this.conversationId}/upload`, { method: 'POST', body: form });
  }

  activities(watermark: string): Promise<ActivitySet> {
    const path = `conversations/${this.conversationId}/activities?watermark=${watermark}`;
    return this.#retryingOnce(path) as Promise<ActivitySet>;
  }

  /** The address of the stream from a watermark on, under the host at which this page was found. */
  async streamUrl(watermark: string): Promise<string> {
    const path = `conversations/${this.conversationId}?watermark=${watermark}`;
    const { streamUrl } = (await this.#retryingOnce(path)) as Grant;
    const given = new URL(streamUrl!);
    const here = new URL(given.pathname + given.search, location.href);
    here.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    return here.href;
  }

  async #grant(known: { id: string; resume?: string | undefined } | undefined): Promise<Grant> {
    const vouched = await this.#host.token();
    if (vouched) {
      const conversationId = known && !known.resume ? known.id : undefined;
      return this.#fetch('webchat/token', jsonPost({ conversationId }, vouched));
    }
    if (!known?.resume) return this.#fetch('webchat/token', jsonPost({}));
    try {
      return await this.#fetch('webchat/token', jsonPost({ resume: known.resume }));
    } catch (error) {
      if (error instanceof RequestFailed && error.status === 403)
        return this.#fetch('webchat/token', jsonPost({}));
      throw error;
    }
  }

  #keep({ conversationId, token, expires_in, resume }: Grant): void {
    const known = recall().conversation;
    const key = resume ?? (known?.id === conversationId ? known.resume : undefined);
    remember({ conversation: { id: conversationId, resume: key } });
    this.conversationId = conversationId;
    this.#token = token;
    clearTimeout(this.#refresh);
    this.#refresh = setTimeout(() => void this.#renew().catch(() => {}), (expires_in / 2) * 1000);
  }

  /** A token that has run out (the phone slept) is exchanged; the conversation stays. @throws when it cannot */
  async #renew(): Promise<void> {
    const before = this.conversationId;
    const grant = await this.#request('tokens/refresh', { method: 'POST' })
      .then((fresh) => fresh as Grant)
      .catch((error: RequestFailed) => {
        if (error.status !== 403) throw error;
        return this.#grant(recall().conversation);
      });
    if (grant.conversationId !== before) throw new RequestFailed(404);
    this.#keep(grant);
  }

  async #retryingOnce(path: string, init: RequestInit = {}): Promise<unknown> {
    try {
      return await this.#request(path, init);
    } catch (error) {
      if (!(error instanceof RequestFailed && (error.status === 403 || error.status === 401))) throw error;
      await this.#renew();
      return this.#request(path, init);
    }
  }

  #request(path: string, init: RequestInit = {}): Promise<unknown> {
    return this.#fetch(`${BASE}/${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${this.#token}` },
    });
  }

  async #fetch(path: string, init: RequestInit): Promise<Grant> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const response = await fetch(new URL(path, location.href), { ...init, signal: patience.signal });
      if (!response.ok)
        throw new RequestFailed(response.status, Number(response.headers.get('Retry-After') ?? 0));
      return (await response.json()) as Grant;
    } catch (error) {
      throw error instanceof RequestFailed ? error : new RequestFailed(0);
    } finally {
      clearTimeout(timer);
    }
  }
}

function jsonPost(body: object, bearer?: string): RequestInit {
  const headers = {
    'Content-Type': 'application/json',
    ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
  };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}
