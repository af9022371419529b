/** Owns the border to the Bot Framework: wire JSON → Activity → the robot's inputs, and the log's entries → Activity. */
import { Activity } from '@microsoft/agents-activity';
import { z } from 'zod';
import type { MessageIn, MessageOut } from '../bot/port.ts';
import type { Reply, TurnInput } from '../bot/types.ts';
import { cardAttachment } from './adaptive-card.ts';

export type { Activity };

/** The longest text, in UTF-16 units, that one message may have. */
const MAX_TEXT = 4_000;
const MAX_VALUE = 500;

/** A message that cannot be taken: the sender's fault; the message says what, where and how to mend it. */
export class ActivityError extends Error {
  override readonly name = 'ActivityError';
}

/** Text as it may be stored: no halves of characters, no control characters but tab and line feed. */
const cleaned = (max: number) =>
  z
    .string()
    .max(max, `is longer than ${max} characters: shorten it`)
    .transform((text) => text.replace(/\p{Surrogate}/gu, '\ufffd').replace(/(?![\t\n])\p{Control}/gu, ''));

const account = z.object({ id: cleaned(256).optional(), name: cleaned(256).optional() });

/** The part of an Activity that means something here; everything else that a client sends is left behind. */
const wire = z.object({
  type: cleaned(64).pipe(z.string().min(1, 'must name the kind of activity, "message" say')),
  name: cleaned(64).nullish(),
  text: cleaned(MAX_TEXT).nullish(),
  value: z.unknown().optional(),
  from: account.nullish(),
  attachments: z.array(z.unknown()).max(10, 'may hold 10 attachments').nullish(),
  channelData: z
    .object({
      clientActivityID: cleaned(200).nullish(),
      postBack: z.boolean().nullish(),
      messageBack: z.object({ displayText: cleaned(MAX_VALUE).nullish() }).nullish(),
    })
    .nullish(),
});

/**
 * An Activity out of what a client sent, addressed to this conversation.
 * @param json the parsed body; anything at all
 * @throws ActivityError naming the field
 */
export function parseActivity(json: unknown, conversationId: string, id: string): Activity {
  const parsed = wire.safeParse(json);
  if (!parsed.success) throw fieldError('activity', parsed.error);
  const { type, name, text, value, from, channelData } = parsed.data;
  return make({
    type,
    id,
    channelId: 'directline',
    serviceUrl: 'urn:directline',
    conversation: { id: conversationId },
    from: { id: from?.id || 'user', ...(from?.name ? { name: from.name } : {}), role: 'user' },
    recipient: { id: ROBOT.id, role: 'bot' },
    ...(name ? { name } : {}),
    text: text ?? '',
    ...(value === undefined ? {} : { value }),
    channelData: channelData ?? {},
  });
}

/** Our own schemas have looked already; the package's would refuse an empty name and make a whole transcript unreadable. */
function make(fields: { type: string } & Record<string, unknown>): Activity {
  return Object.assign(new Activity(fields.type), fields);
}

const rating = z.object({ score: z.number().int().min(1).max(5), comment: cleaned(1_000).nullish() });
const place = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  label: cleaned(200).default(''),
});
const choice = z.object({ choice: cleaned(MAX_VALUE).pipe(z.string().min(1)) });

/**
 * What the customer did, in the robot's words; empty where the activity asks for no turn (typing, conversationUpdate).
 * @throws ActivityError for a message without content and for a malformed rating or location
 */
export function inputsOf(activity: Activity): TurnInput[] {
  if (activity.type === 'message') return [messageInput(activity)];
  if (activity.type !== 'event') return [];
  switch (activity.name) {
    case 'start':
      return [{ kind: 'event', name: 'start' }];
    case 'rating': {
      const { score, comment } = valueIn(activity, rating);
      return [{ kind: 'rating', score, ...(comment ? { comment } : {}) }];
    }
    case 'location':
      return [{ kind: 'location', ...valueIn(activity, place) }];
    default:
      return [];
  }
}

function messageInput(activity: Activity): TurnInput {
  const text = activity.text?.trim() ?? '';
  const label = text || labelOf(activity);
  const picked = choice.safeParse(activity.value);
  if (picked.success)
    return { kind: 'choice', value: picked.data.choice, label: label || picked.data.choice };
  const posted = cleaned(MAX_VALUE).pipe(z.string().min(1)).safeParse(activity.value);
  if (isPostBack(activity) && posted.success)
    return { kind: 'choice', value: posted.data, label: label || posted.data };
  if (!text) throw new ActivityError('activity.text is empty: send text, or a button’s value');
  return { kind: 'text', text };
}

function isPostBack(activity: Activity): boolean {
  const data = activity.channelData as { postBack?: boolean; messageBack?: object };
  return data.postBack === true || data.messageBack != null;
}

function labelOf(activity: Activity): string {
  const data = activity.channelData as { messageBack?: { displayText?: string } };
  return data.messageBack?.displayText?.trim() ?? '';
}

function valueIn<T>(activity: Activity, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(activity.value);
  if (!parsed.success) throw fieldError('activity.value', parsed.error);
  return parsed.data;
}

function fieldError(where: string, error: z.ZodError): ActivityError {
  const issue = error.issues[0]!;
  return new ActivityError(`${[where, ...issue.path.map(String)].join('.')}: ${issue.message}`);
}

/** What Direct Line keeps with a message so that the client recognises its own when it comes back. */
export interface Echo {
  /** The client's own id of the activity. */
  clientActivityID?: string | undefined;
  /** `from.id` as the client sent it; shown back, never trusted. */
  from?: string | undefined;
}

const ROBOT = { id: 'grid-assistant', name: '95598 智能客服', role: 'bot' } as const;
const AGENT = { id: 'grid-agent', name: '95598 人工客服', role: 'bot' } as const;

/** Where a log entry stands: its conversation and its place in the log, which is also its place on the screen. */
export interface Place {
  conversationId: string;
  seq: number;
  /** Scheme and host under which the client reaches us, so that links to pictures work on foreign pages. */
  origin: string;
}

/** The customer's message as Direct Line gives it back; null for what is no message to look at (start, hang-up). */
export function activityOfIn(message: MessageIn, place: Place): Activity | null {
  const body = bodyOf(message.input, place.origin);
  if (!body) return null;
  const echo = (message.echo ?? {}) as Echo;
  return make({
    ...base(message, place),
    ...body,
    from: { id: echo.from || 'user', role: 'user' },
    channelData: {
      ...sequence(place),
      ...(echo.clientActivityID ? { clientActivityID: echo.clientActivityID } : {}),
    },
  });
}

function bodyOf(input: TurnInput, origin: string): { type: string; [field: string]: unknown } | null {
  switch (input.kind) {
    case 'text':
      return { type: 'message', text: input.text, textFormat: 'plain' };
    case 'choice':
      return { type: 'message', text: input.label ?? input.value, textFormat: 'plain' };
    case 'image': {
      const { contentType, name } = input;
      const contentUrl = new URL(input.url, origin).href;
      // Web Chat draws the customer's own picture only where it has a thumbnail; else it offers a download.
      return { type: 'message', attachments: [{ contentType, name, contentUrl, thumbnailUrl: contentUrl }] };
    }
    case 'location': {
      const { latitude, longitude, label } = input;
      return { type: 'event', name: 'location', value: { latitude, longitude, label } };
    }
    case 'rating':
      return { type: 'event', name: 'rating', value: { score: input.score, comment: input.comment ?? '' } };
    default:
      return null;
  }
}

/** One bubble of the robot or of an agent; text, buttons, card and speech, so that any Bot Framework client shows it. */
export function activityOfOut(message: MessageOut, place: Place): Activity {
  const { reply } = message;
  const card = cardAttachment(reply);
  return make({
    ...base(message, place),
    type: 'message',
    from: message.from === 'agent' ? AGENT : ROBOT,
    ...(message.replyToId ? { replyToId: message.replyToId } : {}),
    text: reply.text,
    textFormat: 'plain',
    ...(reply.spoken ? { speak: reply.spoken } : {}),
    inputHint: reply.options || reply.wants ? 'expectingInput' : 'acceptingInput',
    ...(reply.options?.length ? { suggestedActions: { to: [], actions: reply.options.map(button) } } : {}),
    ...(card ? { attachments: [card] } : {}),
    channelData: { ...sequence(place), ...own(reply) },
  });
}

function button({ label, value }: { label: string; value: string }) {
  return { type: 'messageBack', title: label, text: label, displayText: label, value: { choice: value } };
}

/** What our own page draws by itself and finer than an Adaptive Card would. */
function own({ card, link, source, wants }: Reply) {
  return { ...(card && { card }), ...(link && { link }), ...(source && { source }), ...(wants && { wants }) };
}

function base({ id, at }: { id: string; at: string }, { conversationId, origin }: Place) {
  return {
    id,
    timestamp: at,
    channelId: 'directline',
    serviceUrl: origin,
    conversation: { id: conversationId },
    locale: 'zh-CN',
  };
}

/** Web Chat sorts by this where it is given; the log's order is right even when two clocks are not. */
function sequence({ seq }: Place) {
  return { 'webchat:sequence-id': seq };
}

/** The Activity as wire JSON: the class keeps its channel id under a private name. */
export function toWire(activity: Activity): Record<string, unknown> {
  return JSON.parse(activity.toJsonString()) as Record<string, unknown>;
}
