/** Owns the line to the server: a stream where it can be had, polling where not, back after every break at the watermark. */
import { type ActivitySet, type Api, RequestFailed } from './api.ts';

export type LineState = 'connecting' | 'online' | 'offline' | 'gone';

/** The server speaks at least every 15 s; a line silent for longer than this is dead, in milliseconds. */
const SILENCE = 40_000;
const PING = 20_000;
/** A stream that has not opened by then is not let through, in milliseconds. */
const OPENING = 6_000;
const POLL = 2_000;
/** How long the page polls before it tries a stream again, in milliseconds. */
const POLL_SPELL = 60_000;
const LONGEST_WAIT = 30_000;

interface Handlers {
  onSet(set: ActivitySet): void;
  onState(state: LineState): void;
}

export class Connection {
  readonly #api: Api;
  readonly #handlers: Handlers;
  #watermark: string;
  #state: LineState = 'connecting';
  #failures = 0;
  #stopped = false;
  #wake: () => void = () => {};
  #socket: WebSocket | undefined;

  /** @param watermark up to where the conversation is known already */
  constructor(api: Api, watermark: string, handlers: Handlers) {
    this.#api = api;
    this.#watermark = watermark;
    this.#handlers = handlers;
  }

  /** Keeps the line until `stop`. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const streamed = await this.#stream();
        if (!streamed) await this.#pollForAWhile();
      } catch (error) {
        if (error instanceof RequestFailed && error.status === 404) return this.#become('gone');
        this.#become('offline');
        await this.#pause(backoff(this.#failures++));
      }
    }
  }

  /** The network is back or the page is looked at again: try at once. */
  wake(): void {
    this.#wake();
  }

  /** The browser says that there is no network. */
  lose(): void {
    this.#socket?.close();
    this.#become('offline');
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
    this.#wake();
  }

  /** Resolves when the stream has ended; false when it never opened although the server answers. */
  async #stream(): Promise<boolean> {
    const url = await this.#api.streamUrl(this.#watermark);
    const opened = await this.#listen(url);
    if (opened && !this.#stopped) {
      this.#become('connecting');
      await this.#pause(this.#failures++ ? backoff(this.#failures) : 200);
    }
    return opened;
  }

  #listen(url: string): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = new WebSocket(url);
      this.#socket = socket;
      let opened = false;
      let watchdog = setTimeout(() => socket.close(), OPENING);
      const ping = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send(''), PING);
      const alive = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => socket.close(), SILENCE);
      };
      socket.onopen = () => {
        opened = true;
        alive();
        this.#become('online');
      };
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        alive();
        this.#failures = 0;
        if (data) this.#take(JSON.parse(data) as ActivitySet);
      };
      socket.onclose = () => {
        clearTimeout(watchdog);
        clearInterval(ping);
        resolve(opened);
      };
    });
  }

  async #pollForAWhile(): Promise<void> {
    const until = Date.now() + POLL_SPELL;
    while (!this.#stopped && Date.now() < until) {
      this.#take(await this.#api.activities(this.#watermark));
      this.#failures = 0;
      this.#become('online');
      await this.#pause(POLL);
    }
  }

  #take(set: ActivitySet): void {
    this.#watermark = set.watermark;
    this.#handlers.onSet(set);
  }

  #become(state: LineState): void {
    if (this.#stopped || state === this.#state) return;
    this.#state = state;
    this.#handlers.onState(state);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Doubling from one second, with chance in it, so that after an outage not everybody returns in the same instant. */
function backoff(failures: number): number {
  return Math.min(LONGEST_WAIT, 1_000 * 2 ** Math.min(failures, 5)) * (0.6 + 0.4 * Math.random());
}
