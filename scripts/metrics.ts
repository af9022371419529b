/** What operations watch: counters and histograms for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { TurnReport } from '../bot/mod.ts';

export interface Metrics {
  registry: Registry;
  turn(report: TurnReport): void;
  connections: Gauge;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const turns = new Counter({
    name: 'robot_turns_total',
    help: 'Turns by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'robot_turn_seconds',
    help: 'Time of a turn from receipt to commit',
    labelNames: ['channel'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  });
  const intents = new Counter({
    name: 'robot_intents_total',
    help: 'Understood intents',
    labelNames: ['intent'],
    registers: [registry],
  });
  const actions = new Counter({
    name: 'robot_actions_total',
    help: 'Actions performed',
    labelNames: ['action'],
    registers: [registry],
  });
  const connections = new Gauge({
    name: 'robot_web_connections',
    help: 'Open WebSocket streams',
    registers: [registry],
  });
  return {
    registry,
    connections,
    turn({ channel, outcome, ms, intent, called }) {
      turns.inc({ channel, outcome });
      seconds.observe({ channel }, ms / 1000);
      if (intent) intents.inc({ intent });
      for (const action of called) actions.inc({ action });
    },
  };
}
