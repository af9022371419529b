/** Owns BERT's way from a text to token ids: the part of Hugging Face's tokenizer.json that BERT models use. */

import { z } from 'zod';
import { bertWords, type Normalizer } from './bert-words.ts';
import { EncoderError } from './encoder-error.ts';

/** A text as a BERT model reads it. */
export interface Tokens {
  ids: number[];
  /** The segment of each token. */
  types: number[];
}

/** Turns a text into at most `most` tokens, the model's own marks included; what does not fit is cut off. */
export type Tokenize = (text: string, most: number) => Tokens;

/** The only kinds that are read; any other would give wrong ids without a word. */
const KINDS = {
  normalizer: 'BertNormalizer',
  pre_tokenizer: 'BertPreTokenizer',
  model: 'WordPiece',
  post_processor: 'TemplateProcessing',
} as const;

const id = z.number().int().min(0);
const mark = z.object({ SpecialToken: z.object({ id: z.string(), type_id: id }) });
const sequence = z.object({ Sequence: z.object({ id: z.literal('A'), type_id: id }) });

const schema = z.object({
  added_tokens: z.array(z.object({ content: z.string(), special: z.boolean() })).default([]),
  normalizer: z.object({
    clean_text: z.boolean(),
    handle_chinese_chars: z.boolean(),
    strip_accents: z.boolean().nullable(),
    lowercase: z.boolean(),
  }),
  model: z.object({
    unk_token: z.string(),
    continuing_subword_prefix: z.string(),
    max_input_chars_per_word: z.number().int().positive(),
    vocab: z.record(z.string(), id),
  }),
  post_processor: z.object({
    single: z.array(z.union([mark, sequence])),
    special_tokens: z.record(z.string(), z.object({ ids: z.array(id) })),
  }),
});
type Parsed = z.infer<typeof schema>;

const MEND =
  'take the directory of a BERT model, such as bge-small-zh-v1.5, with the files as it was published';

/** @throws EncoderError when the file is no BERT tokenizer, naming the part that is not */
export function parseTokenizer(file: string, content: string): Tokenize {
  const json = parseJson(file, content);
  for (const [part, kind] of Object.entries(KINDS)) {
    const found = json[part] as { type?: unknown } | null | undefined;
    if (found?.type !== kind)
      throw new EncoderError(file, `${part} is ${found?.type ?? 'missing'}, and only ${kind} is known`, MEND);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new EncoderError(file, z.prettifyError(parsed.error), MEND);
  const added = parsed.data.added_tokens.find(({ special }) => !special);
  if (added) throw new EncoderError(file, `“${added.content}” is an added word, which is not known`, MEND);
  return tokenizer(file, parsed.data);
}

function parseJson(file: string, content: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(content));
  } catch {
    throw new EncoderError(file, 'is not a JSON object', 'copy the file again');
  }
}

function tokenizer(file: string, { normalizer, model, post_processor: template }: Parsed): Tokenize {
  const pieces = wordPieces(file, model);
  const rules: Normalizer = normalizer;
  const parts = template.single.map((part) => {
    if ('Sequence' in part) return { type: part.Sequence.type_id };
    const special = template.special_tokens[part.SpecialToken.id];
    if (!special) throw new EncoderError(file, `special_tokens lacks ${part.SpecialToken.id}`, MEND);
    return { type: part.SpecialToken.type_id, ids: special.ids };
  });
  const marks = parts.reduce((sum, { ids }) => sum + (ids?.length ?? 0), 0);

  return (text, most) => {
    const own: number[] = [];
    for (const word of bertWords(text, rules)) {
      if (own.length >= most - marks) break;
      own.push(...pieces(word));
    }
    own.length = Math.min(own.length, Math.max(0, most - marks));
    const tokens: Tokens = { ids: [], types: [] };
    for (const { type, ids = own } of parts) {
      tokens.ids.push(...ids);
      tokens.types.push(...ids.map(() => type));
    }
    return tokens;
  };
}

/** A word as its longest known pieces from the left; as the unknown token when a piece is missing. */
function wordPieces(file: string, model: Parsed['model']): (word: string) => number[] {
  const vocabulary = new Map(Object.entries(model.vocab));
  const unknown = vocabulary.get(model.unk_token);
  if (unknown === undefined) throw new EncoderError(file, `the vocabulary lacks ${model.unk_token}`, MEND);
  const longest = Math.max(...Array.from(vocabulary.keys(), (piece) => piece.length));

  return (word) => {
    const characters = [...word];
    if (characters.length > model.max_input_chars_per_word) return [unknown];
    const ids: number[] = [];
    for (let from = 0; from < characters.length; ) {
      let to = Math.min(characters.length, from + longest);
      let found: number | undefined;
      for (; to > from; to--) {
        const piece = characters.slice(from, to).join('');
        found = vocabulary.get(from > 0 ? model.continuing_subword_prefix + piece : piece);
        if (found !== undefined) break;
      }
      if (found === undefined) return [unknown];
      ids.push(found);
      from = to;
    }
    return ids;
  };
}
