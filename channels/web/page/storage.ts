/** Owns what the browser remembers: the conversation, unsent messages, the reader's choice of large text. */

export interface Remembered {
  conversation?: { id: string; resume?: string | undefined } | undefined;
  unsent?: { conversation: string; activities: object[] } | undefined;
  large?: boolean | undefined;
}

const KEY = 'grid-assistant';
/** Where a browser forbids storage (a frame of another site, private mode), memory serves until the page closes. */
let memory: Remembered = {};

export function recall(): Remembered {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Remembered;
  } catch {
    return memory;
  }
}

export function remember(change: Remembered): void {
  memory = { ...recall(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // Kept in memory only.
  }
}
