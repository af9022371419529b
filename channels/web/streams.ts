/** Owns the WebSocket side of Direct Line: each stream is sent the log from its watermark on, and then what follows. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Store } from '../../store/mod.ts';
import { BASE } from './directline.ts';
import { type Log, origin } from './http.ts';
import type { Tokens } from './tokens.ts';
import { readTranscript } from './transcript.ts';

/** How often a silent stream is proved to be alive, and the client told so, in milliseconds. */
const HEARTBEAT = 15_000;
/** How often a stream looks into the log unasked: another node may have written there, in milliseconds. */
const LOOK = 3_000;
const MAX_PER_CONVERSATION = 12;
const PATH = new RegExp(`^${BASE}/conversations/([\\w-]{1,64})/stream$`);

export class Streams {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: false });
  readonly #open = new Map<string, Set<Stream>>();
  readonly #timers: NodeJS.Timeout[];
  readonly #store: Store;
  readonly #tokens: Tokens;
  readonly #log: Log;

  constructor(store: Store, tokens: Tokens, log: Log) {
    this.#store = store;
    this.#tokens = tokens;
    this.#log = log;
    this.#timers = [
      setInterval(() => this.#each((stream) => stream.beat()), HEARTBEAT).unref(),
      setInterval(() => this.#each((stream) => void stream.advance()), LOOK).unref(),
    ];
  }

  /** Sends what is new in a conversation's log to all who listen to it. */
  notify(conversationId: string): void {
    for (const stream of this.#open.get(conversationId) ?? []) void stream.advance();
  }

  /** Takes the upgrade if its path is a stream's; a bad token is answered and closed. @returns whether it was ours */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = parseUrl(request.url);
    const id = url && PATH.exec(url.pathname)?.[1];
    if (!id) return false;
    const verdict = this.#tokens.verify('stream', url.searchParams.get('t') ?? '');
    const watermark = url.searchParams.get('watermark') ?? '';
    if (!('subject' in verdict) || verdict.subject.conversation !== id) refuse(socket, '403 Forbidden');
    else if (!/^\d{0,15}$/.test(watermark)) refuse(socket, '400 Bad Request');
    else if ((this.#open.get(id)?.size ?? 0) >= MAX_PER_CONVERSATION) refuse(socket, '429 Too Many Requests');
    else
      this.#server.handleUpgrade(request, socket, head, (ws) =>
        this.#accept(ws, id, Number(watermark), origin(request)),
      );
    return true;
  }

  /** Closes all streams; clients come back to the next process with their watermark. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#each((stream) => stream.end());
    this.#server.close();
  }

  #accept(ws: WebSocket, id: string, after: number, at: string): void {
    const read = (from: number) => readTranscript(this.#store, id, from, at);
    const stream = new Stream(ws, after, read, (err) =>
      this.#log.error({ err, conversationId: id }, 'stream failed'),
    );
    const all = this.#open.get(id) ?? new Set();
    this.#open.set(id, all.add(stream));
    ws.on('close', () => {
      all.delete(stream);
      if (!all.size && this.#open.get(id) === all) this.#open.delete(id);
    });
    void stream.advance();
  }

  #each(act: (stream: Stream) => void): void {
    for (const streams of this.#open.values()) for (const stream of streams) act(stream);
  }
}

type Read = (after: number) => ReturnType<typeof readTranscript>;

/** One listener. It sends a page, waits until it has left, and reads on: a slow one holds one page in memory. */
class Stream {
  readonly #ws: WebSocket;
  readonly #read: Read;
  readonly #failed: (error: unknown) => void;
  #after: number;
  #running = false;
  #again = false;
  #alive = true;

  constructor(ws: WebSocket, after: number, read: Read, failed: (error: unknown) => void) {
    this.#ws = ws;
    this.#after = after;
    this.#read = read;
    this.#failed = failed;
    ws.on('pong', () => this.#seen());
    ws.on('message', (_data: RawData) => this.#seen());
    ws.on('error', () => ws.terminate());
  }

  /** Sends what stands in the log after the last entry sent. Calls during a run make it look once more. */
  async advance(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again && this.#ws.readyState === WebSocket.OPEN) {
        this.#again = false;
        const { activities, watermark, more } = await this.#read(this.#after);
        if (activities.length) await this.#send(JSON.stringify({ activities, watermark }));
        this.#after = Number(watermark);
        this.#again ||= more;
      }
    } catch (error) {
      if (this.#ws.readyState === WebSocket.OPEN) this.#failed(error);
      this.#ws.close(1011);
    } finally {
      this.#running = false;
    }
  }

  /** An empty text tells a browser that the line is open; it cannot see a ping. */
  beat(): void {
    if (this.#alive) {
      this.#alive = false;
      this.#ws.ping();
      this.#ws.send('');
    } else this.#ws.terminate();
  }

  end(): void {
    this.#ws.close(1012);
    setTimeout(() => this.#ws.terminate(), 500).unref();
  }

  #seen(): void {
    this.#alive = true;
  }

  #send(text: string): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#ws.send(text, (error) => (error ? reject(error) : resolve())),
    );
  }
}

function parseUrl(url: string | undefined): URL | null {
  try {
    return new URL(url ?? '', 'http://localhost');
  } catch {
    return null;
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
