/** Words as they are said: what commands the conversation itself, what is a question, what is left without signs. */
import type { Understanding } from '../../nlu/mod.ts';
import type { TurnInput } from '../types.ts';

export function wordsOf(input: TurnInput): string {
  if (input.kind === 'text') return input.text;
  if (input.kind === 'choice')
    return /\p{Script=Han}/u.test(input.value) ? input.value : (input.label ?? input.value);
  return '';
}

export function compact(words: string): string {
  return words.replace(/[\s，。！？、,.!?~～…]/g, '');
}

const QUESTION =
  /[?？]|吗|呢|什么|啥|怎么|咋|怎样|如何|多少|多久|几|哪|为什么|为啥|能不能|可不可以|可以.*不|是不是|有没有|要不要|行不行|算不算|合不合|划算/;
export function isQuestion(words: string): boolean {
  return QUESTION.test(words);
}

/** A wish, however politely it is put as a question: "能不能帮我查下电费" asks for no rule. */
export function isRequest(words: string): boolean {
  return (
    /帮我|帮忙|给我|替我|我要|我想|麻烦|请/.test(words) &&
    !/怎么|咋|如何|怎样|什么|啥|哪|多久|多少|几|为什么|条件|材料|手续|流程|要求/.test(words)
  );
}

/** Asked about what happened to the customer and not about a rule: "电费怎么这么高", "为什么停电". */
export function asksWhy(words: string): boolean {
  return /怎么(这么|那么|又|还没|突然|忽然|老是?|总|一直)|咋(这么|又|还没)|为(什么|啥|何)|凭(什么|啥)/.test(
    words,
  );
}

/** The customer speaks of their own account: "我家现在第几档", "凭什么停我的电". */
export function isPersonal(words: string): boolean {
  return /(我|俺|咱)们?(家|的|这|户|店|厂|今年|现在|这个月|上个月|欠|该交|要交)|(停|断|掐|拉).{0,3}(我|俺|咱)|[给把](我|俺|咱).{0,4}[停断]/.test(
    words,
  );
}

/** The customer cannot say. */
export function isUnsure(words: string): boolean {
  return /^(我|也|这个|真的?|实在|好像|有点)*(不知道|不清楚|不晓得|不太清楚|记不清|记不得|记不住|不记得|想不起来|忘了|忘记|说不准|说不好|不确定|不好说|没注意|搞不清|弄不清|不了解)(是?什么|哪个|多少|具体|户号|密码|号码|时间|日期)*(楚|了|啊|呢|哦|诶|哎|呀|的)*$/.test(
    compact(words),
  );
}

/** "不开了", "我不交了吧": whatever it was, it is given up. */
const GIVEN_UP =
  /^(那|我|先|就|还是)*不(想)?(办|弄|查|报|搞|开|交|申请|绑|解绑|装|投诉|退|校|充|改|过户|举报)了(吧|谢谢)?$/;

/** Words that command the conversation itself wherever it stands, when they are all that is said. */
export function commandWords(words: string): 'cancel' | 'repeat' | 'back' | 'wait' | 'human' | null {
  const said = compact(words).replace(/(吧|了|啊|呀|啦|呢|哈|谢谢)+$/u, '');
  if (/^(返回|上一步|返回上一步|退回|回到上一步|回上一步|后退|往回退|回退)$/.test(said)) return 'back';
  if (
    /^(取消|退出|算|算了|不办|不弄|不查|不报|不搞|停止|不想办|不想弄|先不办|不交|取消办理|结束|先算)$/.test(
      said,
    ) ||
    GIVEN_UP.test(compact(words))
  )
    return 'cancel';
  if (
    /^(再说一遍|重复一遍|再说一次|没听清|没听清楚|听不清|请重复|再讲一遍|啥|什么意思|你说什么|重说一遍|你说啥)$/.test(
      said,
    )
  )
    return 'repeat';
  if (
    /^(等一下|等等|等一等|稍等|稍等一下|等会|等会儿|等我一下|等下|我看看|我去看看|我找找|我找一下|别急)$/.test(
      said,
    )
  )
    return 'wait';
  if (
    /^(转?人工|转人工|人工客服|人工服务|找人工|要人工|我要人工|转接人工|转人工客服|真人|我要转人工)$/.test(
      said,
    )
  )
    return 'human';
  return null;
}

export function accepted(u: Understanding | null): string | null {
  const first = u?.intents[0];
  return u?.decision === 'accept' && first && first.id !== 'none' ? first.id : null;
}

export function certainty(u: Understanding | null): number {
  return u?.intents[0]?.probability ?? 0;
}
