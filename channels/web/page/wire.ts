/** The activities as the page reads and writes them on the wire; the server has made them well-formed. */
import type { Card } from '../../../bot/mod.ts';

export interface WireActivity {
  id: string;
  type: string;
  name?: string;
  text?: string;
  value?: unknown;
  timestamp: string;
  replyToId?: string;
  from: { id: string; role: 'user' | 'bot' };
  attachments?: { contentType: string; contentUrl?: string; name?: string }[];
  suggestedActions?: { actions: { title: string; value: unknown }[] };
  channelData?: {
    clientActivityID?: string;
    card?: Card;
    link?: { label: string; url: string };
    source?: { topic: string; version: number; label: string };
    wants?: 'image' | 'location' | 'rating';
  };
}

/** What the page sends: a message, a place or a rating, under an id of its own that makes sending twice harmless. */
export interface Outgoing {
  type: 'message' | 'event';
  name?: string;
  text?: string;
  value?: unknown;
  channelData: { clientActivityID: string };
}

/** An id that no other message of this conversation has. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function textMessage(text: string): Outgoing {
  return { type: 'message', text, channelData: { clientActivityID: newId() } };
}

export function choiceMessage(label: string, value: unknown): Outgoing {
  return { ...textMessage(label), value };
}

export function eventActivity(name: 'rating' | 'location', value: object): Outgoing {
  return { type: 'event', name, value, channelData: { clientActivityID: newId() } };
}
