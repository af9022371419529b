/** Yes and no, where they answer: at the head of what was said. */

import type { Found, Utterance } from './found.ts';

const NO =
  '不可以|不需要|不愿意|不同意|不想要|不清楚|不是的|不是|不对|不用了|不用|不要了|不要|不行|不好|不必了|不必|不了|不想|不办了|不办|不能|不中|不接受|不确认|不方便|不|没有|没(?!错|问题|毛病|关系|事)|别了|别|拒绝|否定|否|非也|免了|错了|错|取消吧|no|NO|No|nope|冇|唔系|唔要|勿要|弗是|莫得';
const YES =
  '是的|是啊|是呀|是滴|是哒|是嘞|是这样的|是我|就是|是|对的|对啊|对呀|对滴|对头|对对|对|好的呀|好的|好啊|好呀|好哇|好嘞|好吧|好滴|好哒|好|嗯呐|行的|行吧|行啊|行|可以的|可以|可|中|要的|要得|要|需要|确认|确定|没问题|没错|没关系|同意|愿意|接受|办吧|办|有的|有|在|成|当然|必须的|必须|没毛病|得嘞|得|正确|肯定|ok|OK|Ok|okay|yes|Yes|YES|yep|系|系啊|中嘞|晓得了|收到';
/** Nothing more, a pause, or a particle and then a pause. */
const PAUSE = '(?=[的吧啊呀呢了嘛哈噢哦哟嘞哇滴]*(?:$|[\\s,。.!?;、~"”]))';
/** Words that are an answer even when the sentence goes on. */
const GOES_ON = '(?=我|请|帮|那|就|给|你|马上|谢|麻烦|现在|要|可以|没错)';
const FIRM =
  '好的呀|好的|好呀|好嘞|好吧|好滴|是的|是的呀|对的|对呀|行的|可以的|没问题|没错|同意|确认|确定|愿意|需要|不用了|不用|不是的|不需要|不必了|不可以|不同意|不愿意|不了|算了|拒绝|没有了';
const HEAD = new RegExp(
  `^(?<lead>[\\s,。.!?、"“]*(?:(?:嗯|恩|哦|噢|啊|呃|那个|那|喂|唉|哎|诶|额)[\\s,。、]*)*)` +
    `(?:(?<no>${NO})(?:[,\\s]?(?:${NO})){0,3}${PAUSE}|(?<yes>${YES})(?:[,\\s]?(?:${YES})){0,3}${PAUSE}|(?<firm>${FIRM})${GOES_ON})`,
  'i',
);
/** 嗯 is a yes when nothing else is said; before a sentence it is only breath. */
const BREATH = /^[嗯恩唔嗯,。\s!~.啊呐呢]+$/;
/** Begins like an answer and is none. */
const NOT_ANSWER =
  /^(?:对了|不是吧|不对劲|不好吧|好了吗|好了没|行了吗|不的话|好像|好几|好多|好久|好贵|好慢|行不行|可不可以|是不是|要不|要是|要么|有没有|对不对|好不好|在不在|在哪|有哪|有人|有什么|可是|可能|不过|不然|不仅|没电|别的|别人|错峰|中午|成本|得多|得等|必须要|不知道|是否|要求|是谁|对于|对方|好吗|可以吗|行吗|对吗|是吗|要吗|有吗|在吗|好呢|可以不|行不|不是吗|不要紧|不好意思|不客气|没事|没关系吗|没有了吗|有点|不止|不光)/;

const QUESTION = /(?:吗|么|呢|没|不)[?\s]*$/;

export function yesNo({ text }: Utterance): Found[] {
  if (BREATH.test(text) && /[嗯恩唔]/.test(text)) return [answer(true, 0, text.length)];
  const parts = HEAD.exec(text)?.groups;
  if (!parts) return [];
  const word = (parts.no ?? parts.yes ?? parts.firm) as string;
  const start = (parts.lead as string).length;
  const rest = text.slice(start);
  if (NOT_ANSWER.test(rest)) return [];
  if (word.length <= 2 && rest.length <= word.length + 3 && QUESTION.test(rest) && rest.length > word.length)
    return [];
  const no = parts.no !== undefined || (parts.firm !== undefined && /^(?:不|算|拒|没有)/.test(word));
  return [answer(!no, start, start + word.length)];
}

function answer(value: boolean, start: number, end: number): Found {
  return { type: 'yesno', value, start, end, source: 'yesno' };
}
