/** What can be wrong in the ways that lead through a flow and from one flow to another. */
import { reachable, waysOut } from '../graph.ts';
import type { Flow } from '../program.ts';
import type { Finding, Report, Surroundings } from './finding.ts';

/** Checks the ways through one flow: all steps reached, no loop without exit, no effect without a yes. */
export function checkWays(flow: Flow, around: Surroundings, report: Report): void {
  const seen = reachable(flow, flow.start);
  for (const id of flow.nodes.keys())
    if (!seen.has(id)) report(id, 'unreachable', 'no way leads to this step; remove it or jump to it');
  for (const id of seen)
    if (id !== null && !reachable(flow, id).has(null)) {
      report(id, 'loop-without-exit', 'from here the flow never ends; give the loop a way out');
      break;
    }
  for (const id of unconfirmedEffects(flow, around))
    report(
      id,
      'unconfirmed-effect',
      'this action changes something and can be reached without a confirm after the last change of a slot; put a confirm step before it',
    );
}

/** Calls with effect that can be reached with nothing confirmed since the last slot was asked for or set. */
function unconfirmedEffects(flow: Flow, around: Surroundings): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (id: string | null, confirmed: boolean): void => {
    if (id === null || seen.has(`${id}:${confirmed}`)) return;
    seen.add(`${id}:${confirmed}`);
    const node = flow.nodes.get(id);
    if (!node) return;
    if (node.kind === 'call' && !confirmed) {
      const action = around.actions.get(node.spec.call);
      const waived =
        action?.unconfirmed || (action?.waiver !== undefined && node.spec.with[action.waiver] === 'true');
      if (action?.effect && !waived) found.add(id);
    }
    const sets =
      node.kind === 'ask' ||
      (node.kind === 'set' && Object.keys(node.spec.set).some((name) => name in flow.slots));
    for (const way of waysOut(node))
      visit(way, node.kind === 'confirm' ? way === node.next && way !== node.no : confirmed && !sets);
  };
  visit(flow.start, false);
  return [...found];
}

/** Flows that are parts of themselves, at whatever remove: a version is made of its parts' versions. */
export function linkRings(flows: readonly Flow[], byId: ReadonlyMap<string, Flow>): Finding[] {
  return flows.flatMap((flow) => {
    const seen = new Set<string>();
    const visit = (id: string): boolean =>
      linksOf(byId.get(id)).some((part) => {
        if (part === flow.id) return true;
        if (seen.has(part)) return false;
        seen.add(part);
        return visit(part);
      });
    if (!visit(flow.id)) return [];
    const message = `links lead back to ${flow.id} itself; offer the other business by an option with its intent instead`;
    return [{ flow: flow.id, step: 'steps', rule: 'link-ring', message }];
  });
}

function linksOf(flow: Flow | undefined): string[] {
  return [...(flow?.nodes.values() ?? [])].flatMap((node) => (node.kind === 'link' ? [node.spec.link] : []));
}
