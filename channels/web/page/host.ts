/** Owns the talk with the page that embeds this one: its token for the customer, the unread count, closing. */

/** How long a host may take to fetch a token, in milliseconds. */
const PATIENCE = 10_000;

export class Host {
  readonly embedded = window.parent !== window;
  /** The host has promised a token of its own back end (`data-token-url`). */
  readonly #vouches = new URLSearchParams(location.search).get('token') === 'host';

  /** A token that the host's back end asked for, or null where the customer is anonymous. */
  token(): Promise<string | null> {
    if (!this.embedded || !this.#vouches) return Promise.resolve(null);
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(null), PATIENCE);
      const done = (token: string | null) => {
        clearTimeout(timer);
        window.removeEventListener('message', listen);
        resolve(token);
      };
      const listen = ({ source, data }: MessageEvent<{ type?: unknown; token?: unknown }>) => {
        if (source !== window.parent || data?.type !== 'grid-chat:token') return;
        done(typeof data.token === 'string' ? data.token : null);
      };
      window.addEventListener('message', listen);
      this.#tell({ type: 'grid-chat:token-please' });
    });
  }

  unread(count: number): void {
    this.#tell({ type: 'grid-chat:unread', count });
  }

  close(): void {
    this.#tell({ type: 'grid-chat:close' });
  }

  /** Whoever frames the page may read these; nothing of the customer is in them. */
  #tell(message: object): void {
    if (this.embedded) window.parent.postMessage(message, '*');
  }
}
