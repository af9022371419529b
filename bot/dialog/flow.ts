/** The language of flows: the schema of a flow file, and what a parsed flow looks like. */
import { z } from 'zod';

/** Written and spoken form of one text. A plain string serves as both; the static check says when it may not. */
const text = z.union([
  z.string().min(1),
  z.strictObject({ text: z.string().min(1), spoken: z.string().min(1) }),
]);

/** A quick reply: `say` is what it means when pressed (default: the label), `intent` starts that intent's flow. */
const option = z.strictObject({
  label: z.string().min(1).max(20),
  say: z.string().optional(),
  intent: z.string().optional(),
});
/** Options are a list, or an expression that yields one (`[{label, value}]`). */
const options = z.union([z.array(option).min(1).max(6), z.string()]);

const card = z.strictObject({
  kind: z.enum(['bill', 'outage', 'order', 'article', 'station', 'account']),
  title: z.string(),
  /** Label → template. A row whose template renders empty is left out. */
  rows: z.record(z.string(), z.string()),
  status: z.string().optional(),
  link: z.strictObject({ label: z.string(), url: z.string() }).optional(),
});

const SLOT_TYPES = [
  'account',
  'phone',
  'amount',
  'energy',
  'power',
  'capacity',
  'number',
  'hours',
  'month',
  'date',
  'period',
  'time',
  'address',
  'order',
  'name',
  'taxNo',
  'appliance',
  'proof',
  'yesno',
  'choice',
  'text',
  'image',
] as const; // prettier
export type SlotType = (typeof SLOT_TYPES)[number];

const choice = z.strictObject({
  id: z.string().regex(/^[a-zA-Z0-9_]+$/),
  label: z.string().min(1).max(20),
  /** Words that mean this choice, matched inside the answer after normalisation. */
  words: z.array(z.string().min(1)).default([]),
  /** Intents that mean this choice where it is asked for: no digression there. */
  intents: z.array(z.string()).optional(),
  /** Template of a regular expression: the whole answer must match it, and no other words choose this. */
  only: z.string().optional(),
});

const slot = z.strictObject({
  type: z.enum(SLOT_TYPES),
  /** The question, asked first. */
  ask: text.optional(),
  /** The question in other words, asked when the first answer was not understood or not valid. */
  again: text.optional(),
  /** For `choice`: what can be answered. For others: suggestions as quick replies. */
  choices: z.array(choice).min(2).max(12).optional(),
  options: options.optional(),
  /** CEL over slots, variables and `value`; false = not valid, `invalid` is said and the question asked again. */
  check: z.string().optional(),
  invalid: text.optional(),
  /** CEL for a value that is taken without asking when nothing else fills the slot. */
  default: z.string().optional(),
  /** CEL for the value that is taken when the customer cannot say ("记不清了"); without it the question is put in other words. */
  unsure: z.string().optional(),
  /** Filled from what the conversation knows (memory by slot name) without asking; `false` to ask anew. */
  remember: z.boolean().default(true),
  /** Also filled by entities of the message that started or interrupted the flow; `false` = only when asked. */
  free: z.boolean().default(true),
  /**
   * A choice that any of its words makes before it is asked for ("商铺300度电多少钱" chooses 商铺); `false` = only the
   * answer does, as after an instruction; absent = telling words do, those of three characters and more.
   */
  listen: z.boolean().optional(),
});

export type Text = z.infer<typeof text>;
export type SlotSpec = z.infer<typeof slot>;
export type CardSpec = z.infer<typeof card>;
export type OptionsSpec = z.infer<typeof options>;

const step: z.ZodType<StepSpec> = z.lazy(() =>
  z.union([
    z.strictObject({
      id: z.string().optional(),
      say: text,
      options: options.optional(),
      card: card.optional(),
      link: z.strictObject({ label: z.string(), url: z.string() }).optional(),
      wants: z.enum(['image', 'location', 'rating']).optional(),
      offer: z.string().optional(),
      next: z.string().optional(),
    }),
    z.strictObject({
      id: z.string().optional(),
      ask: z.string(),
      text: text.optional(),
      next: z.string().optional(),
    }),
    z.strictObject({
      id: z.string().optional(),
      confirm: text,
      card: card.optional(),
      no: z.array(step).optional(),
      next: z.string().optional(),
    }),
    z.strictObject({
      id: z.string().optional(),
      set: z.record(z.string(), z.string()),
      next: z.string().optional(),
    }),
    z.strictObject({
      id: z.string().optional(),
      call: z.string(),
      with: z.record(z.string(), z.string()).default({}),
      into: z.string().optional(),
      /** Own outcomes of the action that cannot come here; should one come after all, it goes as `failed` does. */
      unexpected: z.array(z.string()).default([]),
      on: z.record(z.string(), z.array(step).min(1)),
      next: z.string().optional(),
    }),
    z.strictObject({
      id: z.string().optional(),
      branch: z
        .array(
          z.union([
            // biome-ignore lint/suspicious/noThenProperty: the word of the flow language; never awaited
            z.strictObject({ when: z.string(), then: z.array(step) }),
            z.strictObject({ else: z.array(step) }),
          ]),
        )
        .min(2),
      next: z.string().optional(),
    }),
    z.strictObject({
      id: z.string().optional(),
      link: z.string(),
      with: z.record(z.string(), z.string()).default({}),
      next: z.string().optional(),
    }),
    z.strictObject({ id: z.string().optional(), answer: z.string(), next: z.string().optional() }),
    z.strictObject({ id: z.string().optional(), handoff: z.string() }),
    z.strictObject({
      id: z.string().optional(),
      end: z.union([z.literal(true), z.strictObject({ hangup: z.boolean() })]),
    }),
  ]),
);

/** One step as written in the file. Exactly one of the ten kinds. */
export type StepSpec =
  | {
      id?: string | undefined;
      say: Text;
      options?: OptionsSpec | undefined;
      card?: CardSpec | undefined;
      link?: { label: string; url: string } | undefined;
      wants?: 'image' | 'location' | 'rating' | undefined;
      offer?: string | undefined;
      next?: string | undefined;
    }
  | { id?: string | undefined; ask: string; text?: Text | undefined; next?: string | undefined }
  | {
      id?: string | undefined;
      confirm: Text;
      card?: CardSpec | undefined;
      no?: StepSpec[] | undefined;
      next?: string | undefined;
    }
  | { id?: string | undefined; set: Record<string, string>; next?: string | undefined }
  | {
      id?: string | undefined;
      call: string;
      with: Record<string, string>;
      into?: string | undefined;
      unexpected: string[];
      on: Record<string, StepSpec[]>;
      next?: string | undefined;
    }
  | {
      id?: string | undefined;
      branch: ({ when: string; then: StepSpec[] } | { else: StepSpec[] })[];
      next?: string | undefined;
    }
  | { id?: string | undefined; link: string; with: Record<string, string>; next?: string | undefined }
  | { id?: string | undefined; answer: string; next?: string | undefined }
  | { id?: string | undefined; handoff: string }
  | { id?: string | undefined; end: true | { hangup: boolean } };

const STEP_KINDS = [
  'say',
  'ask',
  'confirm',
  'set',
  'call',
  'branch',
  'link',
  'answer',
  'handoff',
  'end',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export const flowSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_-]*$/),
  name: z.string().min(1),
  /** One sentence for the console and for the handing-over summary. */
  about: z.string().min(1),
  /** Intents that start it. */
  triggers: z.array(z.string()).default([]),
  /** Intents that are part of the business: told in the midst of it, they are no other request. */
  includes: z.array(z.string()).default([]),
  /** A conversational pattern (repair, courtesy), not business: never reported as the flow on top. */
  pattern: z.boolean().default(false),
  slots: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/), slot).default({}),
  steps: z.array(step).min(1),
});

export type FlowSpec = z.infer<typeof flowSchema>;

export function kindOf(spec: StepSpec): StepKind {
  for (const kind of STEP_KINDS) if (kind in spec) return kind;
  throw new Error('a step has none of the ten kinds');
}
