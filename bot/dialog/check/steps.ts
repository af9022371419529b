/** What can be wrong in a slot or a step by itself: names that do not exist, branches that are missing, texts. */
import { BASE_NAMES } from '../context.ts';
import { namesIn } from '../expression.ts';
import type { OptionsSpec, Text } from '../flow.ts';
import type { Flow, Node } from '../program.ts';
import { faultOfSpoken } from '../spoken-rules.ts';
import { FILTERS, placeholders } from '../template.ts';
import type { Report, Surroundings } from './finding.ts';

/** Checks the slots and the single steps of a flow. */
export class StepChecker {
  constructor(
    private readonly flow: Flow,
    private readonly names: ReadonlySet<string>,
    private readonly byId: ReadonlyMap<string, Flow>,
    private readonly around: Surroundings,
    private readonly report: Report,
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
