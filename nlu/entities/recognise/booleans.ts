/** Yes and no in an answer, in words or as a sign. */

interface BooleanSpan {
  start: number;
  end: number;
  value: boolean;
}

const NO =
  '不是我|不是本人|不可以|不需要|不愿意|不同意|不想要|不清楚|不是的|不是|不对|不用了|不用|不要了|不要|不行|不好|不必了|不必|不了|不想|不办了|不办|不能|不中|不接受|不确认|不方便|不|没有|没(?!错|问题|毛病|关系|事)|别了|别|拒绝|否定|否|非也|免了|错了|错|取消吧|no|nope|冇|唔系|唔要|勿要|弗是|莫得';
const YES =
  '是的|是啊|是呀|是滴|是哒|是嘞|是这样的|是我|就是|是|对的|对啊|对呀|对滴|对头|对对|对|好的呀|好的|好啊|好呀|好哇|好嘞|好吧|好滴|好哒|好|嗯呐|行的|行吧|行啊|行|可以的|可以|可|中嘞|中|要的|要得|要|需要|确认|确定|没问题|没错|没关系|同意|愿意|接受|办吧|办|有的|有|在|成|当然|必须的|必须|没毛病|得嘞|得|正确|肯定|ok|okay|yes|yep|系啊|系|晓得了|收到';
/** Thumbs and nods, in any colour. */
const NOD = '(?:👌|👍|🆗|✅|🙆)(?:\\u{1f3fb}|\\u{1f3fc}|\\u{1f3fd}|\\u{1f3fe}|\\u{1f3ff})?';
const SHAKE = '(?:🙅|👎|❌|⛔)(?:\\u{1f3fb}|\\u{1f3fc}|\\u{1f3fd}|\\u{1f3fe}|\\u{1f3ff})?';
/** Nothing more, a pause, or a particle and then a pause. */
const PAUSE = '(?=[的吧啊呀呢了啦嘛哈噢哦哟嘞哇滴]*(?:$|[\\s,。.!?;、~"”]))';
/** Words that are an answer even when the sentence goes on. */
const GOES_ON = '(?=我|请|帮|那|就|给|你|马上|谢|麻烦|现在|要|可以|没错)';
const FIRM =
  '好的呀|好的|好呀|好嘞|好吧|好滴|是的|是的呀|对的|对呀|行的|可以的|没问题|没错|同意|确认|确定|愿意|需要|不用了|不用|不是的|不需要|不必了|不可以|不同意|不愿意|不了|算了|拒绝|没有了';
const HEAD = new RegExp(
  `^(?<lead>[\\s,。.!?、"“]*(?:(?:嗯|恩|哦|噢|啊|呃|那个|那|喂|唉|哎|诶|额)[\\s,。、]*)*)` +
    `(?:(?<nod>${NOD})|(?<shake>${SHAKE})|(?<no>${NO})(?:[,\\s]?(?:${NO})){0,3}${PAUSE}|(?<yes>${YES})(?:[,\\s]?(?:${YES})){0,3}${PAUSE}|(?<firm>${FIRM})${GOES_ON})`,
  'u',
);
/** 嗯 is a yes when nothing else is said; before a sentence it is only breath. */
const BREATH = /^[嗯恩唔,。\s!~.啊呐呢]+$/;
/** Begins like an answer and is none. */
const NOT_ANSWER =
  /^(?:对了|不是吧|不对劲|不好吧|好了吗|好了没|行了吗|不的话|好像|好几|好多|好久|好贵|好慢|行不行|可不可以|是不是|要不|要是|要么|有没有|对不对|好不好|在不在|在哪|有哪|有人|有什么|可是|可能|不过|不然|不仅|没电|别的|别人|错峰|中午|成本|得多|得等|必须要|不知道|是否|要求|是谁|对于|对方|好吗|可以吗|行吗|对吗|是吗|要吗|有吗|在吗|可以不|行不|不是吗|不要紧|不好意思|不客气|没事|没关系吗|没有了吗|有点|不止|不光)/;
const QUESTION = /(?:吗|么|没|不)[?\s]*$/;
/** Words that decide wherever they stand at the end of what is said, and a quoted yes or no. */
const LATER = new RegExp(
  `(?<=[,。\\s以]我?)(?<late>同意|拒绝|可以|不可以|不同意|没问题)(?=$|[。!\\s])|["“](?<quoted>${NO}|${YES})["”]`,
  'u',
);

/** The answer at the head of a folded text. */
export function answerAtHead(text: string): BooleanSpan | undefined {
  if (BREATH.test(text) && /[嗯恩唔]/.test(text)) return { start: 0, end: text.length, value: true };
  const parts = HEAD.exec(text)?.groups;
  if (!parts) return undefined;
  const word = (parts.nod ?? parts.shake ?? parts.no ?? parts.yes ?? parts.firm) as string;
  const start = (parts.lead as string).length;
  const rest = text.slice(start);
  if (NOT_ANSWER.test(rest)) return undefined;
  const short = word.length <= 2 && rest.length <= word.length + 3 && rest.length > word.length;
  if (short && QUESTION.test(rest)) return undefined;
  const no =
    parts.no ?? parts.shake ?? (/^(?:不|算|拒|没有)/.test(parts.firm ?? '') ? parts.firm : undefined);
  return { start, end: start + word.length, value: no === undefined };
}

/** The first yes or no of a folded text: at its head, or a word that decides later on. */
export function recogniseBoolean(text: string): BooleanSpan | undefined {
  const head = answerAtHead(text);
  if (head) return head;
  const match = LATER.exec(text);
  const word = match?.groups?.late ?? match?.groups?.quoted;
  if (!match || word === undefined) return undefined;
  const start = match.index + match[0].indexOf(word);
  return { start, end: start + word.length, value: !/^(?:不|拒|没(?!问)|否|别|错)/.test(word) };
}
