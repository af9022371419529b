/** Owns leaving out what people say while they think and to be polite: it tells nothing of what they want. */

/** Sounds of thinking, wherever they stand, and the number of a list's item; 这个月 and 余额 are words. */
const HESITATIONS =
  /^[(（]?[1-9][.、)）](?!\d)|嗯+|呃+|唉+|诶+|欸+|哎(?![呀哟])|(?<![余金数名差总])额+(?=[，,、。… ])|^额+(?![度定外])|就是说|怎么说呢|(?:那个|这个)(?![月季周年]|星期|礼拜|学期)/g;
/** What stands before a question, as often as it comes. */
const OPENERS =
  /^(?:[\p{P}\s]|喂+|[你您]好[啊呀]?|早上好|上午好|中午好|下午好|晚上好|哈[喽啰罗]|不好意思|打[扰搅](?:一下|[了下])?|劳驾|麻烦(?=请?问)|请问(?:一?下)?|(?:我)?(?:就是?)?想?(?:请?问|请教|打听)一?下(?:子)?[啊哈呀]?(?!子))+/u;
/** What stands after it. */
const CLOSERS =
  /(?:[\p{P}\s]|谢谢|多谢|感谢|谢了|麻烦(?:[你您]?了)?|辛苦(?:[你您]?了)?|拜托(?:[你您]?了)?|[啊哈呀啦哦](?=[\p{P}\s]*(?:$|谢|多谢|感谢|麻烦|辛苦|拜托)))(?:[你您大家了啊啦哈哦]|[\p{P}\s])*$/u;
/** So much must be left: what is short may be a greeting or a thank-you, and says so by these very words. */
const LEAST = { hesitations: 2, openers: 7, closers: 8 };

/** The text without hesitations and polite frames; a text that is little else stays as it is. */
export function withoutFillers(text: string): string {
  const fluent = orElse(text.replace(HESITATIONS, ''), text, LEAST.hesitations);
  let bare = orElse(fluent.replace(OPENERS, ''), fluent, LEAST.openers);
  for (;;) {
    const shorter = orElse(bare.replace(CLOSERS, ''), bare, LEAST.closers);
    if (shorter === bare) return bare;
    bare = shorter;
  }
}

function orElse(shorter: string, text: string, least: number): string {
  if (shorter.length === text.length) return text;
  return (shorter.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= least ? shorter : text;
}
