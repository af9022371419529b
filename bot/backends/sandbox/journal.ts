/** Makes the sandbox last: writes are noted in a file before they are answered, and done over at the next start. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { type Backends, CONTRACT } from '../ports.ts';

interface Entry {
  /** `port.method` */
  name: string;
  input: unknown;
  key: string;
  /** ISO time of the write, by the sandbox's clock. */
  at: string;
}

type Port = keyof typeof CONTRACT;
type Call = (input: unknown, key: string) => Promise<unknown>;

/**
 * A file of JSON lines. A write is noted after it was done and before its caller hears of it: what a crash takes away
 * unnoted never happened, and a repeat under the same key does it then; what was noted is there again, with its answer.
 */
export class Journal {
  private readonly file: number;
  private readonly known = new Set<string>();
  private readonly past: Entry[];

  /** @param path created when it is not there; a last line cut off by a crash is dropped. */
  constructor(path: string) {
    this.past = existsSync(path) ? readWhole(path) : [];
    for (const { name, key } of this.past) this.known.add(`${name} ${key}`);
    this.file = openSync(path, 'a');
  }

  /** Does the noted writes over, each at its own time. */
  async replay(ports: Backends, atTime: (at: Date | null) => void): Promise<void> {
    for (const { name, input, key, at } of this.past) {
      const [port, method] = name.split('.') as [Port, string];
      atTime(new Date(at));
      await (ports[port] as unknown as Record<string, Call>)[method]!(input, key);
    }
    atTime(null);
  }

  /** The same ports, with every write noted. */
  around(ports: Backends, now: () => Date): Backends {
    const wrapped = Object.entries(CONTRACT).map(([port, methods]) => {
      const target = ports[port as Port] as unknown as Record<string, Call>;
      const calls = Object.entries(methods).map(([method, { write }]) => {
        const call = target[method]!;
        return [method, write ? this.noting(`${port}.${method}`, call, now) : call] as const;
      });
      return [port, Object.fromEntries(calls)] as const;
    });
    return Object.fromEntries(wrapped) as unknown as Backends;
  }

  close(): void {
    closeSync(this.file);
  }

  private noting(name: string, call: Call, now: () => Date): Call {
    return async (input, key) => {
      const at = now().toISOString();
      const answer = await call(input, key);
      this.note({ name, input, key, at });
      return answer;
    };
  }

  private note(entry: Entry): void {
    const id = `${entry.name} ${entry.key}`;
    if (this.known.has(id)) return;
    this.known.add(id);
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.file);
  }
}

function readWhole(path: string): Entry[] {
  const text = readFileSync(path, 'utf8');
  const whole = text.lastIndexOf('\n') + 1;
  if (whole < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, whole)));
  return text
    .slice(0, whole)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry);
}
