/** Owns what is personal in a conversation, and its stand-in: the same value always becomes the same fictitious one. */

/** A fictitious customer in whose place a real one is put. */
export interface Person {
  account: string;
  name: string;
  phone: string;
  address: string;
  idLast4: string;
}

type Trait = keyof Person;
type Personal = Trait | 'order' | 'code' | 'taxNo';

const KINDS: readonly string[] = [
  'account',
  'name',
  'phone',
  'address',
  'idLast4',
  'order',
  'code',
  'taxNo',
] satisfies Personal[];

export function isPersonal(kind: string): kind is Personal {
  return KINDS.includes(kind);
}

const TAX_NO = '92320213MA00000000';
const MAIL = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`;
/** Long figures that nobody has explained: cards, identity cards, accounts of other houses. */
const FIGURES = String.raw`\d{7,}[Xx]?`;

/** The stand-ins of one conversation. */
export class StandIns {
  private readonly taken = new Map<string, string>();
  private readonly used = new Map<Personal, Set<string>>();
  private readonly written = new Map<string, string>();

  /**
   * @param people whom to put in the place of real persons, in this order; their own values stand for themselves
   * @param orders numbers of orders that exist where the text will be used
   */
  constructor(
    private readonly people: readonly Person[],
    private readonly orders: readonly string[],
    /** The one-time code that is right where the text will be used. */
    private readonly code: string,
  ) {
    for (const person of people)
      for (const kind of ['account', 'name', 'phone', 'address'] as const) this.note(kind, person[kind]);
    for (const order of orders) this.note('order', order);
  }

  /** Takes note of a personal value, and of how it was written. @returns its stand-in */
  note(kind: Personal, value: string, text = value): string {
    const standIn = this.standIn(kind, value);
    if (text) this.written.set(text, standIn);
    this.written.set(value, standIn);
    return standIn;
  }

  /** The text with every noted value replaced, and with long figures and mail addresses made unreadable. */
  mask(text: string): string {
    const noted = [...this.written.keys()].sort((a, b) => b.length - a.length).map(asPattern);
    return text.replace(
      new RegExp([...noted, MAIL, FIGURES].join('|'), 'gu'),
      (found) =>
        this.written.get(found) ?? (found.includes('@') ? 'mail@example.com' : '0'.repeat(found.length)),
    );
  }

  private standIn(kind: Personal, value: string): string {
    const key = `${kind} ${value}`;
    const known = this.taken.get(key) ?? this.choose(kind, value);
    this.taken.set(key, known);
    return known;
  }

  /** The first of its kind that stands for nobody yet; a fictitious value stands for itself. */
  private choose(kind: Personal, value: string): string {
    if (kind === 'code') return this.code;
    if (kind === 'taxNo') return TAX_NO;
    const all = kind === 'order' ? this.orders : this.people.map((p) => p[kind]);
    if (all.includes(value)) return value;
    const used = this.used.get(kind) ?? new Set<string>();
    this.used.set(kind, used);
    const chosen = all.find((v) => !used.has(v)) ?? all[0] ?? '0'.repeat(value.length);
    used.add(chosen);
    return chosen;
  }
}

/** Figures count only where they stand alone: 1234 is not in 12345 nor in 1234.50. */
function asPattern(text: string): string {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return /^[\dXx]+$/.test(text) ? String.raw`(?<![\d.])${literal}(?![\d.])` : literal;
}
