/** A flow made ready to run: its steps as a graph of nodes addressed by stable ids. */
import { type FlowSpec, flowSchema, kindOf, type SlotSpec, type StepKind, type StepSpec } from './flow.ts';

type SpecOf<K extends StepKind> = Extract<StepSpec, Record<K, unknown>>;

/** One node; `next` is where it goes on (null = the flow is over). Branching nodes name their other ways out. */
export type Node =
  | { id: string; kind: 'say'; spec: SpecOf<'say'>; next: string | null }
  | { id: string; kind: 'ask'; spec: SpecOf<'ask'>; next: string | null }
  | { id: string; kind: 'confirm'; spec: SpecOf<'confirm'>; next: string | null; no: string | null }
  | { id: string; kind: 'set'; spec: SpecOf<'set'>; next: string | null }
  | { id: string; kind: 'call'; spec: SpecOf<'call'>; next: string | null; on: Record<string, string | null> }
  | {
      id: string;
      kind: 'branch';
      spec: SpecOf<'branch'>;
      next: null;
      cases: { when: string | null; to: string | null }[];
    }
  | { id: string; kind: 'link'; spec: SpecOf<'link'>; next: string | null }
  | { id: string; kind: 'answer'; spec: SpecOf<'answer'>; next: string | null }
  | { id: string; kind: 'handoff'; spec: SpecOf<'handoff'>; next: null }
  | { id: string; kind: 'end'; spec: SpecOf<'end'>; next: null };

export interface Flow {
  id: string;
  name: string;
  about: string;
  triggers: string[];
  includes: string[];
  pattern: boolean;
  slots: Record<string, SlotSpec>;
  /** Names that expressions may use beside slots: filled by `set` and `into`. */
  variables: string[];
  /** The id of the first node. */
  start: string;
  nodes: Map<string, Node>;
  /** Content hash of the file: the version that a running conversation stays on. */
  version: string;
  /** The file as parsed, for storing with the version. */
  spec: FlowSpec;
}

/** A flow file that is not sound: where, what, and how to mend it. */
export class FlowError extends Error {
  override readonly name = 'FlowError';
  constructor(
    readonly flow: string,
    readonly step: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${flow}${step ? ` › ${step}` : ''}: ${message}`, options);
  }
}

/**
 * Compiles a parsed flow file.
 * @param version identifies this content; the caller hashes the file.
 * @throws FlowError for a jump to a step that is not there or a step id used twice.
 */
export function compileFlow(spec: FlowSpec, version: string): Flow {
  const nodes = new Map<string, Node>();
  const variables = new Set<string>();
  const jumps: { from: string; to: string }[] = [];

  /** Lays out one list; returns its first node. Every way out of the list leads to `after`. */
  function layOut(steps: readonly StepSpec[], path: string, after: string | null): string | null {
    let next = after;
    for (let index = steps.length - 1; index >= 0; index--) {
      const stepSpec = steps[index]!;
      const id = stepSpec.id ?? `${path}${index + 1}`;
      const jump = 'next' in stepSpec ? stepSpec.next : undefined;
      if (jump !== undefined) jumps.push({ from: id, to: jump });
      const node = toNode(stepSpec, id, jump ?? next);
      if (nodes.has(id)) throw new FlowError(spec.id, id, 'this step id is used twice; give each its own');
      nodes.set(id, node);
      next = id;
    }
    return next;
  }

  function toNode(stepSpec: StepSpec, id: string, next: string | null): Node {
    const kind = kindOf(stepSpec);
    switch (kind) {
      case 'confirm': {
        const s = stepSpec as SpecOf<'confirm'>;
        return { id, kind, spec: s, next, no: s.no ? layOut(s.no, `${id}.no.`, null) : null };
      }
      case 'set': {
        const s = stepSpec as SpecOf<'set'>;
        for (const name of Object.keys(s.set)) variables.add(name);
        return { id, kind, spec: s, next };
      }
      case 'call': {
        const s = stepSpec as SpecOf<'call'>;
        if (s.into) variables.add(s.into);
        const on: Record<string, string | null> = {};
        for (const [outcome, steps] of Object.entries(s.on))
          on[outcome] = layOut(steps, `${id}.${outcome}.`, next);
        return { id, kind, spec: s, next, on };
      }
      case 'branch': {
        const s = stepSpec as SpecOf<'branch'>;
        const cases = s.branch.map((c, i) =>
          'when' in c
            ? { when: c.when, to: layOut(c.then, `${id}.${i + 1}.`, next) }
            : { when: null, to: c.else.length ? layOut(c.else, `${id}.else.`, next) : next },
        );
        return { id, kind, spec: s, next: null, cases };
      }
      case 'handoff':
        return { id, kind, spec: stepSpec as SpecOf<'handoff'>, next: null };
      case 'end':
        return { id, kind, spec: stepSpec as SpecOf<'end'>, next: null };
      default:
        return { id, kind, spec: stepSpec, next } as Node;
    }
  }

  const start = layOut(spec.steps, '', null)!;
  for (const { from, to } of jumps) {
    if (!nodes.has(to))
      throw new FlowError(
        spec.id,
        from,
        `"next: ${to}" names no step of this flow; give that step "id: ${to}"`,
      );
  }
  for (const name of Object.keys(spec.slots)) variables.delete(name);
  const { id, name, about, triggers, includes, pattern, slots } = spec;
  return {
    id,
    name,
    about,
    triggers,
    includes,
    pattern,
    slots,
    variables: [...variables],
    start,
    nodes,
    version,
    spec,
  };
}

/** Parses what a YAML file holds. @throws FlowError that says where and what. */
export function parseFlow(data: unknown, fileName: string, version: string): Flow {
  const parsed = flowSchema.safeParse(data);
  if (!parsed.success) {
    const where = (data as { id?: unknown } | null)?.id;
    const issue = parsed.error.issues[0]!;
    throw new FlowError(typeof where === 'string' ? where : fileName, issue.path.join('.'), describe(issue));
  }
  return compileFlow(parsed.data, version);
}

function describe(issue: { message: string; code?: string; path: PropertyKey[] }): string {
  return issue.code === 'invalid_union'
    ? 'this is none of the step kinds (say, ask, confirm, set, call, branch, link, answer, handoff, end), or has a key that its kind does not know; see docs/flows.md'
    : issue.message;
}
