/** What may be said on the telephone: short sentences in plain words. */
const LONGEST_SENTENCE = 40;
const PLACEHOLDER = /\{[^{}]+\}/g;

/** What is wrong with a spoken text (placeholders count as four characters), or null. */
export function faultOfSpoken(spoken: string): string | null {
  const words = spoken.replace(PLACEHOLDER, '某某某某');
  const foreign = /[A-Za-z0-9０-９]/.exec(words);
  if (foreign) return `"${foreign[0]}" cannot be read out; write it in Chinese`;
  const mark = /[()（）[\]【】*#_/|<>《》]/.exec(words);
  if (mark) return `"${mark[0]}" cannot be heard; say it in words`;
  if (/点击|点选|点下面|如下[：:，]|见下|链接/.test(words))
    return 'a caller has no screen; say it without pointing at one';
  const long = words.split(/[。！？；!?;\n]/).find((sentence) => sentence.length > LONGEST_SENTENCE);
  return long
    ? `the sentence "${long.slice(0, 12)}…" has ${long.length} characters; at most ${LONGEST_SENTENCE}`
    : null;
}
