/** A flow as a graph: which steps lead where. */
import type { Flow, Node } from './program.ts';

/** Where a step can go on to; null = the flow is over. */
export function waysOut(node: Node): (string | null)[] {
  switch (node.kind) {
    case 'branch':
      return node.cases.map((c) => c.to);
    case 'call':
      return [node.next, ...Object.values(node.on)];
    case 'confirm':
      return [node.next, node.no];
    case 'handoff':
    case 'end':
      return [null];
    default:
      return [node.next];
  }
}

/** All steps that can be reached from one, itself included; contains null when the end can be. */
export function reachable(flow: Flow, from: string): Set<string | null> {
  const seen = new Set<string | null>();
  const open: (string | null)[] = [from];
  while (open.length) {
    const id = open.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    const node = id === null ? undefined : flow.nodes.get(id);
    if (node) open.push(...waysOut(node));
  }
  return seen;
}
