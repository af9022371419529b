/** The platform's own XML: what it writes to an account's server, and how strictly it reads what comes back. */

/** A message's fields as both formats carry them: strings in CDATA, figures bare, lists as repeated elements. */
export interface Fields {
  [name: string]: string | number | bigint | Fields | Fields[];
}

export function writeXml(fields: Fields): string {
  return `<xml>${elements(fields)}</xml>`;
}

function elements(fields: Fields): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => element(name, one)))
    .join('\n');
}

function element(name: string, value: Exclude<Fields[string], Fields[]>): string {
  if (typeof value === 'object') return `<${name}>${elements(value)}</${name}>`;
  return `<${name}>${typeof value === 'string' ? cdata(value) : value}</${name}>`;
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** JSON in raw UTF-8, in which 64-bit ids stand as bare figures, as the platform sends them. */
export function writeJson(value: Fields[string]): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${writeJson(one)}`);
  return `{${members.join(',')}}`;
}

/** An element read: its text, or its children; a name that occurs more than once is a list. */
export type XmlValue = string | { [name: string]: XmlValue | XmlValue[] };

/** The content of `<xml>…</xml>`. @throws Error with the place of the first fault */
export function readXml(text: string): { [name: string]: XmlValue | XmlValue[] } {
  const reader = new Reader(text);
  const { name, value } = reader.document();
  if (name !== 'xml') throw new Error(`The root is <${name}>, not <xml>.`);
  if (typeof value === 'string') {
    if (value.trim()) throw new Error('<xml> holds text, not elements.');
    return {};
  }
  return value;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

class Reader {
  #at = 0;
  constructor(private readonly text: string) {}

  document(): { name: string; value: XmlValue } {
    this.#skip(/\s*(<\?xml[^?]*\?>)?\s*/y);
    const root = this.#element();
    this.#skip(/\s*/y);
    if (this.#at < this.text.length) this.#fail('there is more after </xml>');
    return root;
  }

  #element(): { name: string; value: XmlValue } {
    const name = this.#skip(/<([A-Za-z_][\w.-]*)>/y)?.[1] ?? this.#fail('an element is expected');
    const children: { [name: string]: XmlValue | XmlValue[] } = {};
    let text = '';
    for (;;) {
      if (this.text.startsWith('</', this.#at)) break;
      if (this.text.startsWith('<![CDATA[', this.#at)) text += this.#cdata();
      else if (this.text[this.#at] === '<') this.#child(children);
      else text += this.#characters();
    }
    if (!this.#skip(new RegExp(`</${name}>`, 'y'))) this.#fail(`</${name}> is expected`);
    if (Object.keys(children).length === 0) return { name, value: text };
    if (text.trim()) this.#fail(`<${name}> mixes text and elements`);
    return { name, value: children };
  }

  #child(children: { [name: string]: XmlValue | XmlValue[] }): void {
    const { name, value } = this.#element();
    const former = children[name];
    if (former === undefined) children[name] = value;
    else children[name] = [...(Array.isArray(former) ? former : [former]), value];
  }

  #cdata(): string {
    const from = this.#at + '<![CDATA['.length;
    const to = this.text.indexOf(']]>', from);
    if (to < 0) this.#fail('CDATA does not end');
    this.#at = to + 3;
    return this.text.slice(from, to);
  }

  #characters(): string {
    const raw = this.#skip(/[^<]+/y)?.[0] ?? this.#fail('it ends too early');
    if (raw.includes(']]>')) this.#fail(']]> stands outside of CDATA');
    return raw.replace(/&([^;]*);?/g, (whole, name: string) => {
      const code = /^#(x?)([0-9a-f]+)$/i.exec(name);
      if (code) return String.fromCodePoint(Number.parseInt(code[2]!, code[1] ? 16 : 10));
      return ENTITIES[name] ?? this.#fail(`${whole} is no entity of XML`);
    });
  }

  #skip(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match) this.#at += match[0].length;
    return match;
  }

  #fail(why: string): never {
    throw new Error(`The XML is wrong at character ${this.#at}: ${why}.`);
  }
}
