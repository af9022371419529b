/** The reference of all actions for flow authors, written from the actions themselves. */
import { z } from 'zod';
import type { DocumentedAction } from './define.ts';

const HEAD = `# Actions

What flows may call. Written from the code (\`npx vitest run bot/actions -u\` renews it), so names and fields are exact.

- **Identity** is the level needed for the account in the parameter \`account\`. Where \`account\` is optional (marked \`account?\`) and not
  given or null, no identity is needed: a place, a number or a new supply may be asked by anyone.
- **Effect** actions run only after a \`confirm\`, save those marked _unconfirmed_. Write a branch for every outcome but \`ok\`;
  \`failed\` = it did not happen (data null), \`unknown\` (effects only) = it may have happened (data null).
- A parameter with \`?\` is optional; null counts as not given. A parameter of the wrong kind is the flow's mistake and stops it.
- Money is fen (integer), energy kWh, prices yuan a kWh; months YYYY-MM, dates YYYY-MM-DD, times ISO with +08:00: use filters.
- \`list\` and \`…Text\` fields are ready Chinese text for writing and speaking (figures in them are spoken as words).
- Every field listed is always there; "or null" says when it may be null.
`;

/** The whole page, Markdown. */
export function describeActions(actions: ReadonlyMap<string, DocumentedAction>): string {
  const all = [...actions.values()];
  const head = ['action', 'identity', 'effect', 'parameters', 'outcomes beside ok'];
  const rows = all.map((a) => [
    `[${a.name}](#${anchor(a.name)})`,
    a.identity,
    effect(a),
    paramNames(a),
    outcomes(a),
  ]);
  return `${[HEAD, ...table(head, rows), '', ...all.map(section)].join('\n').trimEnd()}\n`;
}

/** Columns padded to the same width, as the formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

const anchor = (name: string) => name.replace('.', '').toLowerCase();

function effect(a: DocumentedAction): string {
  if (!a.effect) return 'no';
  if (a.unconfirmed) return 'yes, unconfirmed';
  return a.waiver ? `yes; unconfirmed when ${a.waiver} is true` : 'yes';
}

function paramNames(a: DocumentedAction): string {
  return (
    Object.entries(a.params)
      .map(([name, { required }]) => name + (required ? '' : '?'))
      .join(', ') || '–'
  );
}

function outcomes(a: DocumentedAction): string {
  return [...a.outcomes, 'failed', ...(a.effect ? ['unknown'] : [])].join(', ');
}

function section(a: DocumentedAction): string {
  const shape = (a.schema as z.ZodObject).shape as Record<string, z.ZodType>;
  const params = Object.entries(a.params).map(([name, { required }]) => {
    const what = shape[name]!.description;
    return `- parameter \`${name}${required ? '' : '?'}\` (${kindOf(shape[name]!)})${what ? ` ${what}` : ''}`;
  });
  const returns = Object.entries(a.returns).map(([outcome, fields]) =>
    fieldList(outcome, fields, a.returns.ok!),
  );
  return [`## ${a.name}`, '', a.about, '', ...params, ...returns, ''].join('\n');
}

/** Each field on its own line; those that are as in `ok` only by name. */
function fieldList(outcome: string, fields: Record<string, string>, asInOk: Record<string, string>): string {
  const all = Object.entries(fields);
  const known = outcome === 'ok' ? [] : all.filter(([field, what]) => asInOk[field] === what);
  const own = all
    .filter((entry) => !known.includes(entry))
    .map(([field, what]) => `  - \`${field}\` ${what}`);
  const names = known.length ? `: as in ok ${known.map(([field]) => `\`${field}\``).join(' ')}` : '';
  return [`- **${outcome}**${all.length ? names : ': data null'}`, ...own].join('\n');
}

/** A parameter's kind in a word or two. */
function kindOf(type: z.ZodType): string {
  const json = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as {
    type?: string;
    enum?: string[];
    anyOf?: { type?: string; enum?: string[] }[];
  };
  const main = json.anyOf?.find((s) => s.type !== 'null') ?? json;
  return main.enum ? main.enum.join(', ') : String(main.type ?? 'any').replace(',null', '');
}
