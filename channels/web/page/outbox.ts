/** Owns what the customer has sent and the server has not yet confirmed: in order, kept over a reload, never doubled. */
import { type Api, RequestFailed } from './api.ts';
import { recall, remember } from './storage.ts';
import type { Outgoing } from './wire.ts';

export type SendState = 'sending' | 'waiting' | 'sent' | 'failed';

const TRIES = 4;
const RETRY = 3_000;

interface Entry {
  activity: Outgoing;
  picture?: Blob | undefined;
  tries: number;
  failed: boolean;
}

interface Handlers {
  /** `words` say why it waits or failed. */
  onState(activity: Outgoing, state: SendState, words?: string): void;
  /** Whether a message is on its way or being answered. */
  onBusy(busy: boolean): void;
}

export class Outbox {
  readonly #api: Api;
  readonly #handlers: Handlers;
  #entries: Entry[] = [];
  #running = false;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(api: Api, handlers: Handlers) {
    this.#api = api;
    this.#handlers = handlers;
  }

  /** What an earlier visit could not send, to be shown; it is sent next. */
  restore(): Outgoing[] {
    const { unsent } = recall();
    if (unsent?.conversation !== this.#api.conversationId) return [];
    const activities = unsent.activities as Outgoing[];
    for (const activity of activities) this.#entries.push({ activity, tries: 0, failed: false });
    queueMicrotask(() => void this.#run());
    return activities;
  }

  send(activity: Outgoing, picture?: Blob): void {
    this.#entries.push({ activity, picture, tries: 0, failed: false });
    this.#save();
    void this.#run();
  }

  /** Another try of a message that failed; the server knows it by its id if it came through after all. */
  retry(clientActivityID: string): void {
    for (const entry of this.#entries) {
      if (entry.activity.channelData.clientActivityID === clientActivityID)
        Object.assign(entry, { failed: false, tries: 0 });
    }
    void this.#run();
  }

  /** The line is back: what waits is sent at once. */
  wake(): void {
    this.#wake();
  }

  /** Drops what is left: it belongs to a conversation that is over. */
  stop(): void {
    this.#stopped = true;
    this.#entries = [];
    this.#wake();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let entry = this.#next(); entry; entry = this.#next()) {
      this.#handlers.onState(entry.activity, 'sending');
      this.#handlers.onBusy(true);
      await this.#attempt(entry);
      this.#handlers.onBusy(false);
      this.#save();
    }
    this.#running = false;
  }

  #next(): Entry | undefined {
    return this.#entries.find((entry) => !entry.failed);
  }

  async #attempt(entry: Entry): Promise<void> {
    const { activity, picture } = entry;
    try {
      await (picture ? this.#api.upload(activity, picture) : this.#api.post(activity));
      this.#entries = this.#entries.filter((other) => other !== entry);
      this.#handlers.onState(activity, 'sent');
    } catch (error) {
      const { status, retryAfter } = error instanceof RequestFailed ? error : new RequestFailed(500);
      if (status === 0) return this.#waitFor(activity, RETRY, '等待网络，恢复后自动发送');
      if (status === 429) {
        return this.#waitFor(activity, Math.max(1, retryAfter) * 1_000, '咨询的人多，正在排队发送');
      }
      entry.tries++;
      if (status >= 500 && entry.tries < TRIES) return this.#waitFor(activity, RETRY, '还没送到，正在重试');
      entry.failed = true;
      this.#handlers.onState(activity, 'failed', reasonFor(status));
    }
  }

  #waitFor(activity: Outgoing, milliseconds: number, why: string): Promise<void> {
    this.#handlers.onState(activity, 'waiting', why);
    this.#handlers.onBusy(false);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** A picture is not kept over a reload; its preview would be lost anyway. */
  #save(): void {
    if (this.#stopped) return;
    const activities = this.#entries.filter(({ picture }) => !picture).map(({ activity }) => activity);
    const unsent = activities.length ? { conversation: this.#api.conversationId, activities } : undefined;
    remember({ unsent });
  }
}

function reasonFor(status: number): string {
  if (status === 413) return '图片太大，请换一张小于5MB的';
  if (status === 415) return '只能发送PNG、JPG、WebP图片，请换一张';
  if (status === 400) return '内容无法发送，请修改后重发';
  return '未发送，点此重试';
}
