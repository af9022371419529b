/** Owns the format of conversation suites: YAML in, checked conversations out, faults named by line. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { Faults } from '../bot/backends/sandbox/faults.ts';
import { parseSandboxFile } from '../bot/backends/sandbox/file.ts';
import { BadFile } from './bad-file.ts';
import { readText, reasons } from './rows.ts';
import { changedSandbox, sandboxChange } from './sandbox-change.ts';

// Scalars are read as they are written (YAML's failsafe schema), so that 08:00, 243.40 and 3201000000017 stay text.
const flag = z.enum(['true', 'false'], 'true or false is wanted').transform((word) => word === 'true');
const text = z.string().min(1, 'must not be empty');
const texts = z
  .union([text, z.array(text)], 'a text or a list of texts is wanted')
  .transform((t) => [t].flat());
const nullable = text.transform((word) => (word === 'null' || word === '~' ? null : word));

const location = z.strictObject({
  latitude: z.coerce.number().min(-90).max(90),
  longitude: z.coerce.number().min(-180).max(180),
  label: text,
});

/** Port or method of the sandbox → what ails it: it is not reached, or acts and does not answer. */
const faults = z.record(text, z.enum(['down', 'timeoutAfterEffect'])).superRefine((named, context) => {
  for (const [name, kind] of Object.entries(named)) {
    try {
      new Faults().set(name, { kind });
    } catch (error) {
      context.addIssue({ code: 'custom', path: [name], message: (error as Error).message });
    }
  }
});

/** What is otherwise in the sandbox's data. */
const change = sandboxChange.superRefine((changed, context) => {
  try {
    parseSandboxFile(changedSandbox(changed), 'the changed sandbox');
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

const INPUTS = ['user', 'key', 'choice', 'event', 'image', 'location'] as const;

const turn = z
  .strictObject({
    user: z.string().optional(),
    key: z
      .string()
      .regex(/^[0-9*#]+$/, 'a key is made of 0-9, * and #')
      .optional(),
    choice: text.optional(),
    event: z.enum(['start', 'silence', 'hangup']).optional(),
    /** Name of a photo sent. */
    image: text.optional(),
    location: location.optional(),
    /** Takes the place of the faults so far, from this turn on. */
    faults: faults.optional(),
    /** Money that arrives before the turn: account → yuan. */
    paid: z.record(text, z.coerce.number().positive('yuan are wanted, such as 161.85')).optional(),
    intent: text.optional(),
    says: texts.optional(),
    saysNot: texts.optional(),
    flow: nullable.optional(),
    called: texts.optional(),
    notCalled: texts.optional(),
    calledSoFar: texts.optional(),
    ends: flag.optional(),
    handoff: flag.optional(),
  })
  .superRefine((value, context) => {
    const given = INPUTS.filter((key) => value[key] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? `a turn begins with one of ${INPUTS.join(', ')}`
        : `a turn has one input, not ${given.join(' and ')}; make a turn of each`;
    context.addIssue({ code: 'custom', message });
  });

const person = z.strictObject({
  phone: text.optional(),
  bound: z.array(text).default([]),
  verified: flag.default(false),
  /** An outbound call: the campaign and the account that is called about. */
  call: z.literal('outbound').optional(),
  campaign: z.enum(['arrears', 'balance', 'outage', 'verify']).optional(),
  account: text.optional(),
});

const conversation = z
  .strictObject({
    name: text,
    channel: z.enum(['web', 'wechat', 'voice']).default('web'),
    user: person.prefault({}),
    /** Another time than the sandbox's own. */
    now: z.iso
      .datetime({ offset: true, error: 'a time such as 2026-11-21T22:30:00+08:00 is wanted' })
      .transform((time) => new Date(time))
      .optional(),
    deskOpen: flag.default(true),
    sandbox: change.optional(),
    faults: faults.default({}),
    turns: z.array(turn).min(1, 'a conversation has at least one turn'),
  })
  .superRefine(({ user }, context) => {
    if (user.call && !(user.campaign && user.account))
      context.addIssue({
        code: 'custom',
        path: ['user'],
        message: 'an outbound call names its campaign and account',
      });
    if (!user.call && (user.campaign || user.account))
      context.addIssue({
        code: 'custom',
        path: ['user'],
        message: 'campaign and account need `call: outbound`',
      });
  });

export type SuiteTurn = z.infer<typeof turn>;
export type SuiteConversation = z.infer<typeof conversation> & { file: string; line: number };

const suite = z.array(conversation, 'a suite is a list of conversations, each beginning with `- name:`');

/** The conversations of a YAML file, or of all YAML files below a directory in the order of their paths. @throws BadFile */
export function loadSuite(path: string): SuiteConversation[] {
  return suiteFiles(path).flatMap((file) => parseSuite(file, readText(file)));
}

/** The files that make up a suite. @throws BadFile when a directory holds none. */
export function suiteFiles(path: string): string[] {
  if (!isDirectory(path)) return [path];
  const files = yamlFiles(path);
  if (files.length === 0) throw new BadFile(path, null, 'holds no *.yaml file');
  return files;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function yamlFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** @throws BadFile naming the line of the first fault: broken YAML, an unknown key, a wrong value. */
export function parseSuite(file: string, content: string): SuiteConversation[] {
  const lines = new LineCounter();
  const document = parseDocument(content.replace(/^\ufeff/, ''), { schema: 'failsafe', lineCounter: lines });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const [broken] = document.errors;
  if (broken)
    throw new BadFile(file, lineOf(broken.pos[0]), `is not valid YAML: ${broken.message.split('\n')[0]}`);
  const result = suite.safeParse(document.toJS() ?? []);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const where = issue.path.filter((key) => typeof key !== 'symbol');
    throw new BadFile(file, lineOf(offsetOf(document, where)), describe(where, result.error));
  }
  if (result.data.length === 0) throw new BadFile(file, null, 'holds no conversations');
  return result.data.map((c, i) => ({ ...c, file, line: lineOf(offsetOf(document, [i])) }));
}

/** Where the innermost node stands that the path leads to. */
function offsetOf(document: Document.Parsed, path: (string | number)[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function describe(path: (string | number)[], error: z.ZodError): string {
  const [conversationAt, key, turnAt] = path;
  const where = [
    typeof conversationAt === 'number' ? `conversation ${conversationAt + 1}` : '',
    key === 'turns' && typeof turnAt === 'number' ? `turn ${turnAt + 1}` : '',
  ].filter(Boolean);
  const own = error.issues[0]!;
  const rest = path.slice(typeof turnAt === 'number' ? 3 : 1);
  const [reason] = reasons(new z.ZodError([{ ...own, path: rest }]));
  return [where.join(', '), reason].filter(Boolean).join(': ');
}
