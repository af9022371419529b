/** Brings a text as typed to one written form, and remembers where each character came from. */

import { Converter } from 'opencc-js/t2cn';

interface Normalised {
  text: string;
  /**
   * Offsets (UTF-16 units) of `text.slice(start, end)` in the text as typed.
   * An empty range gives an empty range at the place where it would be.
   */
  toOriginal(start: number, end: number): [number, number];
}

const toSimplified = Converter({ from: 't', to: 'cn' });

/** Text that consists of nothing else needs no work before simplification. */
const PLAIN = /^(?:[\u4e00-\u9fff]|[0-9A-Za-z](?! )|[.,!?:;()。、](?![.,!?。、]))*$/u;
/** A character with what modifies it: combining marks, variation selectors, joined emoji. */
const CLUSTER =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}](?:\p{M}|\u200d|\p{Emoji_Modifier}|(?<=\u200d)\p{Extended_Pictographic})*|.\p{M}*/gsu;
const INVISIBLE = /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{M}]$/u;
const PICTURE = /^[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u;
/** WeChat writes its own emoticons as [微笑] or [OK]. */
const EMOTICON =
  /\[(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|白眼|傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|鄙视|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|Emm|社会社会|旺柴|好的|打脸|哇|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|OK|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|红包|發|福|烟花|爆竹|猪头|跳跳|发抖|转圈)\]/gu;
const HAN = /^\p{Script=Han}$/u;
/** Sounds that a caller stretches; three and more of one are two. */
const STRETCHED = '啊哈呵嗯呃哦噢喔哎唉诶呀嘛呢吧喂额嘿嘻呜哇';

/**
 * NFKC (full-width letters, digits and punctuation become half-width), simplified characters, no emoji or invisible
 * characters (but a thumb or a nod alone is 好的), single spaces and none between Chinese characters, no repeated punctuation, no stretched sounds.
 */
export function normalise(text: string): Normalised {
  if (text !== last.typed) last = { typed: text, normalised: afresh(text) };
  return last.normalised;
}

/** The entities and the requests of a message are read one after the other. */
let last: { typed: string; normalised: Normalised } = { typed: '', normalised: afresh('') };

function afresh(text: string): Normalised {
  if (PLAIN.test(text)) {
    const simplified = toSimplified(text);
    if (simplified === text || simplified.length === text.length) {
      if (!hasStretch(simplified)) return { text: simplified, toOriginal: (start, end) => [start, end] };
    }
  }
  return rebuild(text);
}

function hasStretch(text: string): boolean {
  for (let i = 2; i < text.length; i++) {
    if (text[i] === text[i - 1] && text[i] === text[i - 2] && STRETCHED.includes(text[i] as string))
      return true;
  }
  return false;
}

/** Collects output units with the range of the text as typed that each stands for. */
class Builder {
  private readonly units: string[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  constructor(private readonly typedLength: number) {}

  push(units: string, start: number, end: number): void {
    for (let i = 0; i < units.length; i++) {
      const unit = units[i] as string;
      if (this.swallows(unit, end)) continue;
      this.units.push(unit);
      this.starts.push(start);
      this.ends.push(end);
    }
  }

  /** Whether the unit adds nothing after what is there; the range of the last unit grows over it. */
  private swallows(unit: string, end: number): boolean {
    const length = this.units.length;
    const last = this.units[length - 1];
    if (unit === ' ') return last === undefined || last === ' ';
    if (last === ' ' && HAN.test(unit) && HAN.test(this.units[length - 2] ?? '')) {
      this.drop();
      return this.swallows(unit, end);
    }
    if (unit !== last) {
      // 。。 and .. and …… are one pause, whatever they are made of.
      if (last === '。' && unit === '.') return this.grow(end);
      return false;
    }
    if ('。，、,!?~;:…-—'.includes(unit)) return this.grow(end);
    if (unit === '.') {
      this.units[length - 1] = '。';
      return this.grow(end);
    }
    return STRETCHED.includes(unit) && this.units[length - 2] === unit && this.grow(end);
  }

  private grow(end: number): boolean {
    this.ends[this.ends.length - 1] = end;
    return true;
  }

  private drop(): void {
    this.units.pop();
    this.starts.pop();
    this.ends.pop();
  }

  build(): Normalised {
    if (this.units[this.units.length - 1] === ' ') this.drop();
    const { units, starts, ends, typedLength } = this;
    const joined = units.join('');
    const simplified = toSimplified(joined);
    return {
      text: simplified.length === joined.length ? simplified : simplifyEach(joined),
      toOriginal(start, end) {
        const from = starts[start] ?? typedLength;
        return end > start ? [from, ends[end - 1] ?? typedLength] : [from, from];
      },
    };
  }
}

/** A thumb or a nod and nothing else is an answer. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the variation selector is meant by itself
const NOD = /^(?:[👌👍🆗✅🙆]\p{Emoji_Modifier}?[\s\ufe0f]*)+$/u;
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the variation selector is meant by itself
const SHAKE = /^(?:[🙅👎❌⛔]\p{Emoji_Modifier}?[\s\ufe0f]*)+$/u;

function rebuild(text: string): Normalised {
  const builder = new Builder(text.length);
  const sign = NOD.test(text) ? '好的' : SHAKE.test(text) ? '不要' : undefined;
  if (sign) {
    builder.push(sign, 0, text.length);
    return builder.build();
  }
  const gaps = [...text.matchAll(EMOTICON)];
  let at = 0;
  for (const gap of gaps) {
    pushClusters(builder, text, at, gap.index);
    at = gap.index + gap[0].length;
    builder.push(' ', gap.index, at);
  }
  pushClusters(builder, text, at, text.length);
  return builder.build();
}

function pushClusters(builder: Builder, text: string, from: number, to: number): void {
  for (const match of text.slice(from, to).matchAll(CLUSTER)) {
    const start = from + match.index;
    builder.push(plainForm(match[0]), start, start + match[0].length);
  }
}

/** What most clusters are: written as they should be. */
const IDEOGRAPH = /^[\u4e00-\u9fff]$/;

/** The written form of one cluster: a picture is a pause, a keycap its digit, an invisible character nothing. */
function plainForm(cluster: string): string {
  if (cluster.length === 1 && IDEOGRAPH.test(cluster)) return cluster;
  if (PICTURE.test(cluster) && !/^[©®™]/u.test(cluster)) return ' ';
  const form = cluster.normalize('NFKC').replace(/[\ufe0f\u20e3]/gu, '');
  if (/^\s+$/u.test(form)) return ' ';
  return [...form].filter((c) => !INVISIBLE.test(c)).join('');
}

/** Where a phrase would change the length, every character by itself keeps the offsets. */
function simplifyEach(text: string): string {
  return Array.from(text, (c) => {
    const simplified = toSimplified(c);
    return simplified.length === c.length ? simplified : c;
  }).join('');
}
