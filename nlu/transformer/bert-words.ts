/** Owns the cutting of a text into BERT's words, after `BertNormalizer` and `BertPreTokenizer` of Hugging Face. */

/** The settings of `BertNormalizer`, named as in tokenizer.json. */
export interface Normalizer {
  clean_text: boolean;
  handle_chinese_chars: boolean;
  /** Null: as `lowercase` says. */
  strip_accents: boolean | null;
  lowercase: boolean;
}

/** What `clean_text` removes; tabs and ends of lines are white space to it. */
const INVISIBLE = /(?![\t\n\r])[\p{C}\ufffd]/gu;
const SPACE = /\s/gu;
/** The blocks that Google's BERT holds for Chinese: not kana, not punctuation. */
const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
const ACCENT = /\p{Mn}/gu;
/** One sign by itself, or a run of what is neither sign nor space; ASCII's symbols count as punctuation. */
const WORD = /[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu;

/** The words of a text in order; each ideograph and each sign is a word. */
export function bertWords(text: string, rules: Normalizer): string[] {
  let words = text;
  if (rules.clean_text) words = words.replace(INVISIBLE, '').replace(SPACE, ' ');
  if (rules.handle_chinese_chars) words = words.replace(IDEOGRAPH, ' $& ');
  if (rules.strip_accents ?? rules.lowercase) words = words.normalize('NFD').replace(ACCENT, '');
  if (rules.lowercase) words = words.toLowerCase();
  return words.match(WORD) ?? [];
}
