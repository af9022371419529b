/** The static check of flows: every rule of docs/flows.md that can be proved without running. */
import type { ActionSpec } from '../actions/port.ts';
import { BASE_NAMES, ENGINE_VARIABLES } from './context.ts';
import { namesIn } from './expression.ts';
import type { OptionsSpec, Text } from './flow.ts';
import { reachable, waysOut } from './graph.ts';
import type { Flow, Node } from './program.ts';
import { faultOfSpoken } from './spoken-rules.ts';
import { FILTERS, placeholders } from './template.ts';

export interface Surroundings {
  actions: ReadonlyMap<string, ActionSpec>;
  topics: ReadonlySet<string>;
  intents: ReadonlySet<string>;
}

/** One fault: where it is, which rule, what is wrong and how to mend it. */
export interface Finding {
  flow: string;
  step: string;
  rule: string;
  message: string;
}

/** Checks all flows together. An empty list = sound. */
export function checkFlows(flows: readonly Flow[], around: Surroundings): Finding[] {
  const byId = new Map(flows.map((f) => [f.id, f]));
  return [
    ...duplicateTriggers(flows),
    ...linkRings(flows, byId),
    ...flows.flatMap((flow) => checkFlow(flow, byId, around)),
  ];
}

/** Flows that are parts of themselves, at whatever remove: a version is made of its parts' versions. */
function linkRings(flows: readonly Flow[], byId: ReadonlyMap<string, Flow>): Finding[] {
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
  for (const trigger of flow.triggers)
    if (!around.intents.has(trigger))
      report('triggers', 'unknown-intent', `there is no intent "${trigger}" in nlu/intents.yaml`);
  checker.slots();
  for (const node of flow.nodes.values()) checker.step(node);
  checkGraph(flow, around, report);
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

class StepChecker {
  constructor(
    private readonly flow: Flow,
    private readonly names: ReadonlySet<string>,
    private readonly byId: ReadonlyMap<string, Flow>,
    private readonly around: Surroundings,
    private readonly report: (step: string, rule: string, message: string) => void,
  ) {}

  slots(): void {
    for (const [name, spec] of Object.entries(this.flow.slots)) {
      const at = `slots.${name}`;
      for (const key of ['ask', 'again'] as const) if (spec[key]) this.text(at, spec[key]);
      if (spec.invalid) this.text(at, spec.invalid, ['value']);
      if (spec.ask && !spec.again)
        this.report(at, 'one-way-of-asking', 'a question needs "again": the same in other words');
      if (spec.type === 'choice' && !spec.choices)
        this.report(at, 'choice-without-choices', 'a slot of type choice needs "choices"');
      for (const { only } of spec.choices ?? []) if (only) this.template(at, only);
      for (const intent of spec.choices?.flatMap((c) => c.intents ?? []) ?? [])
        if (!this.around.intents.has(intent))
          this.report(at, 'unknown-intent', `a choice names "${intent}", which is no intent`);
      if (spec.check) this.expression(at, spec.check, ['value']);
      if (spec.check && !spec.invalid)
        this.report(
          at,
          'check-without-words',
          'a slot with "check" needs "invalid": what is said when the check fails',
        );
      if (spec.default) this.expression(at, spec.default);
      if (spec.unsure) this.expression(at, spec.unsure);
      this.options(at, spec.options);
    }
  }

  step(node: Node): void {
    switch (node.kind) {
      case 'say':
        this.text(node.id, node.spec.say);
        this.options(node.id, node.spec.options);
        if (node.spec.card)
          for (const value of [
            node.spec.card.title,
            node.spec.card.status ?? '',
            ...Object.values(node.spec.card.rows),
          ])
            this.template(node.id, value);
        if (node.spec.offer && !this.around.intents.has(node.spec.offer))
          this.report(node.id, 'unknown-intent', `offer names "${node.spec.offer}", which is no intent`);
        return;
      case 'ask':
        return this.ask(node);
      case 'confirm':
        return this.text(node.id, node.spec.confirm);
      case 'set':
        for (const source of Object.values(node.spec.set)) this.expression(node.id, source);
        return;
      case 'call':
        return this.call(node);
      case 'branch':
        return this.branch(node);
      case 'link':
        if (!this.byId.has(node.spec.link))
          this.report(node.id, 'unknown-flow', `link names "${node.spec.link}", which is no flow`);
        for (const source of Object.values(node.spec.with)) this.expression(node.id, source);
        return;
      case 'answer':
        if (!this.around.topics.has(node.spec.answer))
          this.report(
            node.id,
            'unknown-article',
            `answer names "${node.spec.answer}", which is no topic of knowledge/topics.yaml`,
          );
        return;
      default:
    }
  }

  private ask(node: Extract<Node, { kind: 'ask' }>): void {
    const spec = this.flow.slots[node.spec.ask];
    if (!spec)
      return this.report(
        node.id,
        'unknown-slot',
        `ask names "${node.spec.ask}", which is not among the slots`,
      );
    if (!spec.ask && !node.spec.text && spec.type !== 'account')
      this.report(
        node.id,
        'no-question',
        `slot "${node.spec.ask}" has no question; give it "ask" and "again"`,
      );
    if (node.spec.text) this.text(node.id, node.spec.text);
  }

  private call(node: Extract<Node, { kind: 'call' }>): void {
    const action = this.around.actions.get(node.spec.call);
    if (!action)
      return this.report(
        node.id,
        'unknown-action',
        `there is no action "${node.spec.call}"; see bot/actions/README.md`,
      );
    for (const [name, source] of Object.entries(node.spec.with)) {
      if (!(name in action.params))
        this.report(
          node.id,
          'unknown-parameter',
          `${action.name} has no parameter "${name}"; it has ${Object.keys(action.params).join(', ') || 'none'}`,
        );
      this.expression(node.id, source);
    }
    for (const [name, { required }] of Object.entries(action.params))
      if (required && !(name in node.spec.with))
        this.report(node.id, 'missing-parameter', `${action.name} needs the parameter "${name}"`);
    const needed = [...action.outcomes, 'failed', ...(action.effect ? ['unknown'] : [])];
    for (const outcome of needed)
      if (!(outcome in node.spec.on) && !node.spec.unexpected.includes(outcome))
        this.report(
          node.id,
          'missing-failure-branch',
          `${action.name} can end in "${outcome}"; add "on: {${outcome}: [...]}"`,
        );
    for (const outcome of node.spec.unexpected)
      if (!action.outcomes.includes(outcome) || outcome in node.spec.on)
        this.report(
          node.id,
          'unknown-outcome',
          `"${outcome}" is ${outcome in node.spec.on ? 'handled by a branch' : `no own outcome of ${action.name}`}; take it out of "unexpected"`,
        );
    for (const outcome of Object.keys(node.spec.on))
      if (!needed.includes(outcome))
        this.report(
          node.id,
          'unknown-outcome',
          `${action.name} never ends in "${outcome}"; it can end in ok, ${needed.join(', ')}`,
        );
    if (
      action.identity !== 'anonymous' &&
      action.params.account?.required &&
      this.flow.slots.account?.type !== 'account'
    )
      this.report(
        node.id,
        'no-account-slot',
        `${action.name} reads an account; the flow needs "account: {type: account}" among its slots`,
      );
  }

  private branch(node: Extract<Node, { kind: 'branch' }>): void {
    const elses = node.cases.filter((c) => c.when === null);
    if (elses.length !== 1 || node.cases.at(-1)?.when !== null)
      this.report(
        node.id,
        'branch-without-else',
        'the last case of a branch must be "else" (it may be empty: else: [])',
      );
    for (const c of node.cases) if (c.when !== null) this.expression(node.id, c.when);
  }

  private options(at: string, options: OptionsSpec | undefined): void {
    if (options === undefined) return;
    if (typeof options === 'string') return this.expression(at, options);
    for (const option of options) {
      this.template(at, option.label);
      if (option.say) this.template(at, option.say);
      if (option.intent && !this.around.intents.has(option.intent))
        this.report(
          at,
          'unknown-intent',
          `option "${option.label}" names "${option.intent}", which is no intent`,
        );
    }
  }

  private text(at: string, text: Text, also: string[] = []): void {
    const written = typeof text === 'string' ? text : text.text;
    const spoken = typeof text === 'string' ? text : text.spoken;
    this.template(at, written, also);
    if (spoken !== written) this.template(at, spoken, also);
    const fault = faultOfSpoken(spoken);
    if (fault)
      this.report(
        at,
        'spoken-form',
        `${typeof text === 'string' ? 'this text cannot be spoken as it stands; write {text, spoken}' : 'mend the spoken form'}: ${fault}`,
      );
  }

  private template(at: string, template: string, also: string[] = []): void {
    for (const { source, filter } of placeholders(template)) {
      this.expression(at, source, also);
      if (filter && !(filter in FILTERS))
        this.report(
          at,
          'unknown-filter',
          `there is no filter "${filter}"; there are ${Object.keys(FILTERS).join(', ')}`,
        );
    }
  }

  private expression(at: string, source: string, also: string[] = []): void {
    let used: string[];
    try {
      used = namesIn(source);
    } catch (error) {
      return void this.report(
        at,
        'bad-expression',
        `"${source}" is no expression: ${String((error as Error).message).split('\n')[0]}`,
      );
    }
    for (const name of used)
      if (!this.names.has(name) && !also.includes(name))
        this.report(
          at,
          'unknown-name',
          `"${source}" uses "${name}", which is neither a slot, a variable set before, nor one of ${BASE_NAMES.join(', ')}`,
        );
  }
}

function checkGraph(
  flow: Flow,
  around: Surroundings,
  report: (step: string, rule: string, message: string) => void,
): void {
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
