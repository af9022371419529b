/** Faults on demand: makes a port, or one method of it, slow, dead, flaky, or silent after it has acted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BackendError } from '../errors.ts';
import { type Backends, CONTRACT } from '../ports.ts';

export type Fault =
  /** Answers after so many milliseconds. */
  | { kind: 'slow'; ms: number }
  /** Is not reached. */
  | { kind: 'down' }
  /** Acts, and then does not answer: the outcome of a write is unknown to the caller. */
  | { kind: 'timeoutAfterEffect' }
  /** Is not reached the first `n` times. */
  | { kind: 'flaky'; n: number };

type Port = keyof Backends;

/** Names are a port (`workOrders`) or a method (`workOrders.createRepair`); a method's own fault comes first. */
export class Faults {
  private readonly faults = new Map<string, Fault>();

  /** @throws Error when there is no such port or method. */
  set(name: string, fault: Fault): void {
    const [port, method] = name.split('.') as [Port, string | undefined];
    if (!(port in CONTRACT) || (method !== undefined && !(method in CONTRACT[port]))) {
      throw new Error(`there is no port or method "${name}"; ports are ${Object.keys(CONTRACT).join(', ')}`);
    }
    this.faults.set(name, { ...fault });
  }

  clear(): void {
    this.faults.clear();
  }

  /** The same ports, with the faults in between. */
  around(backends: Backends): Backends {
    const ports = Object.keys(CONTRACT) as Port[];
    return Object.fromEntries(
      ports.map((port) => [port, this.aroundPort(port, backends[port])]),
    ) as unknown as Backends;
  }

  private aroundPort(port: Port, target: Backends[Port]): Record<string, unknown> {
    const methods = Object.entries(CONTRACT[port]) as [string, { write: boolean }][];
    return Object.fromEntries(
      methods.map(([method, { write }]) => {
        const call = (target as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[method]!;
        return [
          method,
          (...args: unknown[]) => this.run(`${port}.${method}`, port, write, () => call(...args)),
        ];
      }),
    );
  }

  private async run(
    name: string,
    port: string,
    write: boolean,
    call: () => Promise<unknown>,
  ): Promise<unknown> {
    const fault = this.faults.get(name) ?? this.faults.get(port);
    switch (fault?.kind) {
      case 'slow':
        await sleep(fault.ms);
        return call();
      case 'down':
        throw new BackendError('unavailable', `${name} is down`, write);
      case 'timeoutAfterEffect':
        await call();
        throw new BackendError('timeout', `${name} did not answer`, write);
      case 'flaky':
        if (fault.n-- > 0) throw new BackendError('unavailable', `${name} is flaky`, write);
        return call();
      default:
        return call();
    }
  }
}
