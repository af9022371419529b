/** The words of the bot room that channels, the store and the evaluation share: what comes in, what goes out. */

export type ChannelId = 'web' | 'wechat' | 'voice';

/** A call that the robot makes by itself: what for, and about which account. */
export interface OutboundCall {
  campaign: 'arrears' | 'balance' | 'outage' | 'verify';
  account: string;
}

/** What the channel knows about the person, established by the channel and not by what is typed. */
export interface UserContext {
  /** Stable id within the channel (openid, Direct Line user id, caller number). */
  id: string;
  /** The person's own phone number when the channel vouches for it. */
  phone?: string | undefined;
  /** Accounts (户号) that the channel knows to be bound to this person. */
  bound: string[];
  /** True when identity has been proved within this channel already. */
  verified: boolean;
  /** Set when the robot has called, and not the customer. */
  call?: OutboundCall | undefined;
}

/** One thing that a customer did. Text is already decoded; ids come from the channel. */
export type TurnInput =
  | { kind: 'text'; text: string }
  /** A button: `value` is what the button carries; its label is shown as the customer's words. */
  | { kind: 'choice'; value: string; label?: string | undefined }
  /** Telephone keypad digits. */
  | { kind: 'key'; keys: string }
  | { kind: 'image'; name: string; url: string; contentType: string }
  | { kind: 'location'; latitude: number; longitude: number; label: string }
  | { kind: 'rating'; score: number; comment?: string | undefined }
  | { kind: 'event'; name: 'start' | 'silence' | 'hangup' };

export interface IncomingMessage {
  /** Unique within the channel: the deduplication key. */
  id: string;
  conversationId: string;
  channel: ChannelId;
  user: UserContext;
  input: TurnInput;
  /** When the channel received it. */
  at: Date;
  /** The channel answers in the request itself for so long, in milliseconds; the outbox waits until then. */
  replyWindowMs?: number | undefined;
  /** What the channel wants kept with the message in the log; opaque to the robot, JSON. */
  echo?: unknown;
}

export interface ReplyOption {
  label: string;
  /** Sent back as the `value` of a choice. */
  value: string;
}

/** A card's data, already formatted for people; the channel decides how to draw it. */
export interface Card {
  kind: 'bill' | 'outage' | 'order' | 'article' | 'station' | 'account';
  title: string;
  rows: { label: string; value: string }[];
  status?: string | undefined;
  link?: { label: string; url: string } | undefined;
}

/** One bubble of the robot. */
export interface Reply {
  text: string;
  /** What the telephone says; plain words, figures spoken. */
  spoken: string;
  options?: ReplyOption[] | undefined;
  card?: Card | undefined;
  link?: { label: string; url: string } | undefined;
  /** Where an answer comes from: article, version and source, for people to read. */
  source?: { topic: string; version: number; label: string } | undefined;
  /** What kind of input is asked for next, so that a page can offer a camera, a map or stars. */
  wants?: 'image' | 'location' | 'rating' | undefined;
}

/** What a turn gave: stored with the inbox entry, so that a duplicate gets the same. */
export interface TurnResult {
  replies: Reply[];
  /** The flow on top after the turn, or null. */
  flow: string | null;
  /** No flow is running and nothing is awaited. */
  ended: boolean;
  /** With, or queued for, a human. */
  handoff: boolean;
  /** Actions performed in this turn, by name, in order. */
  called: string[];
  /** The understood intent, when the input was text. */
  intent: string | null;
  /** Voice: hang up after the replies are spoken. */
  hangup?: boolean | undefined;
}
