/** Owns the account's menu: menu.yaml within the platform's limits, and the body that publishes it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** What a tap's key begins with: the rest is what the customer would have said (inbound.ts hears it so). */
const SAY = 'say:';

const FILE = new URL('./menu.yaml', import.meta.url).pathname;

/** @param most Chinese characters that fit; two narrow ones take the place of one */
const title = (most: number, bytes: number) =>
  z
    .string()
    .min(1)
    .refine((text) => width(text) <= most * 2, `is cut off beyond ${most} Chinese characters: shorten it`)
    .refine((text) => Buffer.byteLength(text) <= bytes, `has more than ${bytes} bytes: shorten it`);

const entrySchema = z
  .strictObject({
    name: title(8, 60),
    say: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(SAY + text) <= 128, 'is too long: 124 bytes at most')
      .optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(1024)
      .optional(),
  })
  .refine(({ say, url }) => (say === undefined) !== (url === undefined), 'needs either say or url');

const menuSchema = z.strictObject({
  columns: z
    .array(z.strictObject({ name: title(4, 16), entries: z.array(entrySchema).min(1).max(5) }))
    .min(1)
    .max(3),
});

export type Menu = z.infer<typeof menuSchema>;

/** @throws ZodError, or YAMLParseError, when the file has another shape or exceeds what the platform shows */
export function loadMenu(file = FILE): Menu {
  return menuSchema.parse(parse(readFileSync(file, 'utf8')));
}

/** The body of `menu/create`. */
export function menuToWire({ columns }: Menu): object {
  return {
    button: columns.map(({ name, entries }) => ({
      name,
      sub_button: entries.map((entry) =>
        entry.url === undefined
          ? { type: 'click', name: entry.name, key: SAY + entry.say }
          : { type: 'view', name: entry.name, url: entry.url },
      ),
    })),
  };
}

/** Columns that a text takes on a phone: Chinese characters are twice as wide as Latin ones. */
function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (char.codePointAt(0)! < 0x2e80 ? 1 : 2), 0);
}
