/** Words as they are said: what commands the conversation itself, what is a question, what is left without signs. */
import type { Entity, Understanding } from '../../nlu/mod.ts';
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
  /[?？]|吗|呢|什么|啥|怎么|咋|怎样|如何|多[少久长大远]|(?<![好这那过十壁有晚缓]|(?<!提)前)几(?![十家户]都|家也|户也|天了|个月了|年了|次了|回了)|哪|为什么|为啥|能不能|可不可以|可以.*不|是不是|有没有|要不要|行不行|划算|(?<![时动不])([一-鿿])[不没]\1|(钱|费|要|行|能|会|有|算|赔|贵|可以|办|来|去|交|换)不[呀啊]?$/;
/** "没添什么电器" asks nothing. */
const NOTHING =
  /(?<![要能是有会可])(没有?|不(?![能低超少])|无|别)[^，。,?？]{0,3}(什么|啥|几|多少|哪|怎么(?!办))/g;
export function isQuestion(words: string): boolean {
  return QUESTION.test(words.replace(NOTHING, ''));
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

/** Asked how something is in general: "违约金怎么算", "有什么规定". */
export function asksRule(words: string): boolean {
  return /怎么[算收定交办查看]|标准|规定|政策|一般|通常|流程|条件|什么意思|想(了解|知道|问)|几点(开始|到)/.test(
    words,
  );
}

/** The customer speaks of their own account: "我家现在第几档", "凭什么停我的电". */
export function isPersonal(words: string): boolean {
  return /我|俺|咱|现在|这期|本期|这个月|上个?月/.test(words) && !asksRule(words);
}

/** "先不了改天再说", "那就算了": whatever was to be confirmed is not wanted. */
export function refuses(words: string): boolean {
  const said = compact(words);
  return (
    said.length <= 12 &&
    /^(好吧|那|我|嗯|哦|就|还是)*(先不|先别|先算|算了|别|不用|不要|不想|不需要)|改天|下次再|以后再|(就)?算了$|^(?<twice>不.{1,3}了)\k<twice>$/.test(
      said,
    ) &&
    !/改成|换成|应该|是不是|要是|\d|[一二三四五六七八九十百千]/.test(said) &&
    !/不对|不是/.test(said)
  );
}

/** The customer cannot say. */
export function isUnsure(words: string): boolean {
  return /^(我|也|这个|真的?|实在|好像|有点)*(不知道|不清楚|不晓得|不太清楚|记不清|记不得|记不住|不记得|想不起来|忘了|忘记|说不准|说不好|不确定|不好说|没注意|搞不清|弄不清|不了解)(是?什么|哪个|多少|具体|户号|密码|号码|时间|日期)*(楚|了|啊|呢|哦|诶|哎|呀|的)*$/.test(
    compact(words),
  );
}

/** "那就申请吧", "直接派人": enough was asked, it is to be done. */
export function pressesOn(words: string): boolean {
  return /^(那|就|你们?|直接|帮我|给我|赶紧|快点?|先|麻烦|我要?|还是|是的?|对|好的?|行|来)*(换|申请|登记|报修|报|办理?|提交|预?约|派人|下单|受理|校验?|来人)(修|看看|校表|上门|校)?(吧|一下|了|就行|呗|啊|啦)*$/.test(
    compact(words),
  );
}

/** "不开了", "我不交了吧": whatever it was, it is given up. */
const GIVEN_UP =
  /^(那|我|先|就|还是)*不(想)?(办|弄|查|报|搞|开|交|申请|绑|解绑|装|投诉|退|校|充|改|过户|举报)了(吧|谢谢)?$/;

/** "那我再想想 先不办了", "我回头叫儿子来办，今天先不搞": given up, whatever is said besides. */
export function putsOff(words: string): boolean {
  return (
    !isQuestion(words) &&
    /(先|就|今天|还是)?(不|先别)(办|弄|搞|报|开|绑|解|校|装|投诉|申请|登记|改|交)(了|啦|吧)?$|(先不|先别)(办|弄|搞|报|开|绑|解|校|装|投诉|申请|登记|改|交)(了|啦|吧)?$|我?再(想想|考虑考虑|考虑|说)(吧|了)?$|^(真|还是|那|就)?(不用|算了).*(算了|不[弄办搞])了?$/.test(
      compact(words),
    )
  );
}

/** Words that command the conversation itself wherever it stands, when they are all that is said. */
export function commandWords(words: string): 'cancel' | 'repeat' | 'back' | 'wait' | 'human' | null {
  const said = compact(words).replace(/(吧|了|啊|呀|啦|呢|哈|谢谢)+$/u, '');
  if (/^(返回|上一步|返回上一步|退回|回到上一步|回上一步|后退|往回退|回退)$/.test(said)) return 'back';
  if (
    /^(那就?|就)?(取消|退出|算|算了|不办|不弄|不查|不报|不搞|停止|不想办|不想弄|先不办|不交|取消办理|结束|先算)$/.test(
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
    /^(等等|等一?下|等会儿?|稍等)(我|让我)?(去|来)?(先)?(看|找|问|查|数|拍|翻)/.test(said) &&
    !/户号|账户|电费|账单|欠|停电|报修/.test(said)
  )
    return 'wait';
  if (
    /^(等一下|等等|等一等|稍等|稍等一下|等会|等会儿|等我一下|等下|我看看|我去看看|我找找|我找一下|别急)$/.test(
      said,
    )
  )
    return 'wait';
  if (/\b(human|agent|operator|representative)\b/i.test(words) && words.length < 40) return 'human';
  if (
    /^(转?人工|转人工|人工客服|人工服务|找人工|要人工|我要人工|转接人工|转人工客服|真人|我要转人工)$/.test(
      said,
    )
  )
    return 'human';
  return null;
}

/** "我要跟真人讲", "叫个人来跟我说", among whatever else. */
export function wantsHuman(words: string): boolean {
  return (
    /(跟|和|找|给我找|给我转|给我叫|叫|换)(一?个|一?位)?(真人|活人|大活人|人工|人工客服|客服人员)|(找|叫|换)(一?个|一?位)?人(来)?(跟|和|给)?(我|俺)?(说|讲|谈|聊|沟通|处理|接)/.test(
      compact(words),
    ) && !DECLINES_HUMAN.test(words)
  );
}

/** "不用转人工，就在这儿登记" */
export const DECLINES_HUMAN =
  /(不用|不要|不必|不想|不需要|别|不)(再|给我|帮我)*(转|找|换|接|叫)?(到|去)?(人工|真人|客服|一?个?人[说讲])/;

export function accepted(u: Pick<Understanding, 'intents' | 'decision'> | null): string | null {
  const first = u?.intents[0];
  return u?.decision === 'accept' && first && first.id !== 'none' ? first.id : null;
}

export function certainty(u: Understanding | null): number {
  return u?.intents[0]?.probability ?? 0;
}

/** Whether the words hold nothing but the entities and the little words around them. */
export function nothingElse(words: string, entities: readonly Entity[]): boolean {
  const rest = entities.reduce((text, e) => text.replace(e.text, ''), words);
  return (
    compact(rest).replace(
      /到|户号|尾号|编号|号码|身份证|[后末]四位|验证码|不对|不是|错了|应该|那么|如果|要是|还有|帮我|充值|充|交|一下|看看|那|呢|的|换|改|成|查|看|再|也|是|要|份|个|我|请|吧|啊|想|问/g,
      '',
    ) === ''
  );
}
