/** The static check of flows: every rule of docs/flows.md that can be proved without running. */
import type { Finding, Surroundings } from './check/finding.ts';
import { StepChecker } from './check/steps.ts';
import { checkWays, linkRings } from './check/ways.ts';
import { BASE_NAMES, ENGINE_VARIABLES } from './context.ts';
import type { Flow } from './program.ts';

/** Checks all flows together. An empty list = sound. */
export function checkFlows(flows: readonly Flow[], around: Surroundings): Finding[] {
  const byId = new Map(flows.map((f) => [f.id, f]));
  return [
    ...duplicateTriggers(flows),
    ...linkRings(flows, byId),
    ...flows.flatMap((flow) => checkFlow(flow, byId, around)),
  ];
}

function duplicateTriggers(flows: readonly Flow[]): Finding[] {
  const owner = new Map<string, string>();
  const findings: Finding[] = [];
  for (const flow of flows)
    for (const trigger of flow.triggers) {
      const other = owner.get(trigger);
      if (other)
        findings.push({
          flow: flow.id,
          step: 'triggers',
          rule: 'duplicate-trigger',
          message: `${trigger} already starts ${other}; an intent starts one flow only, remove it from one of the two`,
        });
      owner.set(trigger, flow.id);
    }
  return findings;
}

function checkFlow(flow: Flow, byId: ReadonlyMap<string, Flow>, around: Surroundings): Finding[] {
  const findings: Finding[] = [];
  const report = (step: string, rule: string, message: string) =>
    findings.push({ flow: flow.id, step, rule, message });
  const names = new Set<string>([...BASE_NAMES, ...Object.keys(flow.slots), ...flow.variables]);
  const given = variablesGivenTo(flow, byId);
  for (const name of given) names.add(name);
  const checker = new StepChecker(flow, names, byId, around, report);
  for (const field of ['triggers', 'includes'] as const)
    for (const intent of flow[field])
      if (!around.intents.has(intent))
        report(field, 'unknown-intent', `there is no intent "${intent}" in nlu/intents.yaml`);
  checker.slots();
  for (const node of flow.nodes.values()) checker.step(node);
  checkWays(flow, around, report);
  return findings;
}

/** Variables that a part is handed by those who link it, and by the engine. */
function variablesGivenTo(flow: Flow, byId: ReadonlyMap<string, Flow>): string[] {
  const names = new Set(ENGINE_VARIABLES[flow.id] ?? []);
  for (const other of byId.values())
    for (const node of other.nodes.values())
      if (node.kind === 'link' && node.spec.link === flow.id)
        for (const name of Object.keys(node.spec.with)) names.add(name);
  return [...names];
}
