/** What the page knows, as the simulator streams it, and what it asks the simulator to do. */
import type { Deed } from '../deeds.ts';
import type { Button } from '../menu-rules.ts';
import type { Bubble } from '../phone.ts';
import type { WireEntry } from '../wire.ts';

export interface View {
  account: { name: string; mode: string; format: string; verified: boolean; appid: string };
  people: { openid: string; nickname: string; following: boolean; last: string }[];
  phone: {
    openid: string;
    nickname: string;
    following: boolean;
    refuses: boolean;
    atDesk: boolean;
    typing: boolean;
    bubbles: Bubble[];
  };
  menu: Button[];
  wire: WireEntry[];
}

/** Follows one person's phone until the next call. */
export function follow(openid: string, draw: (view: View) => void): () => void {
  const stream = new EventSource(`/sim/stream?openid=${encodeURIComponent(openid)}`);
  stream.onmessage = ({ data }: MessageEvent<string>) => draw(JSON.parse(data) as View);
  return () => stream.close();
}

/** Resolves when the simulator has taken it over, not when the account has answered. */
export const act = (openid: string, deed: Deed) => post('/sim/act', { openid, deed });
export const addPerson = () => post('/sim/people', {}) as Promise<{ openid: string }>;
export const setRefuses = (openid: string, refuses: boolean) => post('/sim/refuses', { openid, refuses });
/** What a person at the platform's own desk does. */
export const desk = (openid: string, text: string | null) => post('/sim/desk', { openid, text });

export async function upload(file: Blob): Promise<{ mediaId: string; url: string }> {
  const response = await fetch('/sim/upload', {
    method: 'POST',
    headers: { 'content-type': file.type || 'application/octet-stream' },
    body: file,
  });
  return (await response.json()) as { mediaId: string; url: string };
}

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
