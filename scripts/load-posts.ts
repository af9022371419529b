/** Posts prepared bodies over kept connections at the least cost to the sender, so that a benchmark measures the server. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  contentType: string;
  body: string;
}

export interface Posts {
  /** @returns null when the connection failed, or nothing had come after `cutMs` milliseconds */
  post(request: Buffer): Promise<RawAnswer | null>;
  close(): void;
}

/** The bytes of one request, to be sent as often as one likes. */
export function requestOf(url: string, contentType: string, body: string): Buffer {
  const { host, pathname, search } = new URL(url);
  const lines = [
    `POST ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'User-Agent: Mozilla/4.0',
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** One request on a connection at a time; a new connection only where none is free. */
export function createPosts({ hostname, port }: URL, cutMs: number): Posts {
  const free: Line[] = [];
  const busy = new Set<Line>();
  // One look at all of them is cheaper than a timer for each.
  const cutter = setInterval(() => {
    const before = performance.now() - cutMs;
    for (const line of busy) if (line.since < before) line.socket.destroy();
  }, 50);
  const open = () => new Line(connect({ host: hostname, port: Number(port), noDelay: true }));
  return {
    post(request) {
      let line = free.pop();
      while (line?.socket.destroyed) line = free.pop();
      line ??= open();
      const used = line;
      busy.add(used);
      return used.post(request).then((answer) => {
        busy.delete(used);
        if (!used.socket.destroyed) free.push(used);
        return answer;
      });
    },
    close() {
      clearInterval(cutter);
      for (const { socket } of [...free, ...busy]) socket.destroy();
    },
  };
}

const HEAD_END = Buffer.from('\r\n\r\n');

class Line {
  since = 0;
  readonly socket: Socket;
  #chunks: Buffer[] = [];
  #settle: ((answer: RawAnswer | null) => void) | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('close', () => this.#end(null));
  }

  post(request: Buffer): Promise<RawAnswer | null> {
    this.since = performance.now();
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.socket.write(request);
    });
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return;
    const head = bytes.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const body = bytes.subarray(end + HEAD_END.length);
    if (body.length < length) return;
    if (/^connection: *close/im.test(head)) this.socket.destroySoon();
    this.#end({
      status: Number(head.slice(9, 12)),
      contentType: /^content-type: *(.*)$/im.exec(head)?.[1] ?? '',
      body: body.toString('utf8', 0, length),
    });
  }

  #end(answer: RawAnswer | null): void {
    this.#chunks = [];
    this.#settle?.(answer);
    this.#settle = null;
  }
}
