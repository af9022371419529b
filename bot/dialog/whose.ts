/** Whose account the customer's words speak of: one of their own, by what tells it apart, or somebody else's. */
import type { Entity } from '../../nlu/mod.ts';
import { readListed } from './reading/choice.ts';
import type { ConversationState, SlotValue } from './state.ts';
import { compact } from './words.ts';

const PERSON =
  '老?[爸妈爹娘]|父亲|母亲|爷爷|奶奶|姥姥|姥爷|外公|外婆|岳父|岳母|公公|婆婆|丈人|丈母娘|[哥姐弟妹舅姨姑叔伯]+|儿子|女儿|闺女|孙子|孙女|朋友|同事|同学|邻居|房东|租客|租户|亲戚|人家|别人|楼上|楼下|对门|隔壁|[他她]';
const SOMEBODY_ELSE = new RegExp(
  `(?<![到进成错])(?:${PERSON})们?[那这]?[家套户边里店]|(?:[我俺咱](?:${PERSON})|[他她])们?的(?=.{0,4}(?:户|账|电费|电表|表|房|家|余额|欠|充值|名下))|(?:替|帮|给)(?:我)?(?:${PERSON})(?:查|看|问|交|缴|充|办|开)`,
);
const SURNAME =
  '[王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚]';
/** "李秀英家欠电费吗": a name before what is asked of it. */
const NAMED = new RegExp(
  `(?<![一-鿿])(?:帮我?|请|麻烦)?(?:查查?|看看?|问问?)?(?:一?下)?${SURNAME}(?!峰|天|宁|额|便|何|重|新|山|期)[一-鿿]{1,2}(?:家|名下|那户)?(?:的|还)?(?:欠|余额|电费|账单|家[上这]个?月)`,
);
const MY_OWN = /我(自己|自个儿?|本人)|我们?家(?!人|里人|属)|我那?户/;
const TAIL = /尾号(?:是|为)?(\d{4})/;

/**
 * The account that a request is about as far as its words and the conversation tell; null = it has to be asked.
 * @param entities of the request: a name in it may be somebody else's
 */
export function accountMeant(
  { identity, memory }: ConversationState,
  words: string,
  entities: readonly Entity[] = [],
): string | null {
  const { bound } = identity;
  if (speaksOfOther(words)) return otherAccount(identity, memory.account ?? null);
  const tail = TAIL.exec(words)?.[1];
  const byTail = tail ? bound.filter((account) => account.endsWith(tail)) : [];
  if (byTail.length === 1) return byTail[0]!;
  const listed = readListed(memory.listed ?? [], compact(words), null);
  if (listed) return listed;
  if (MY_OWN.test(words)) return ownAccount(identity, memory.account);
  if (isSomebodyElses(words, entities)) return null;
  return memory.account ?? (bound.length === 1 ? bound[0]! : null);
}

/** "我老丈人家欠多少": nobody's figures are told as another's. */
export function isSomebodyElses(words: string, entities: readonly Entity[]): boolean {
  if (SOMEBODY_ELSE.test(words) || NAMED.test(words)) return true;
  const named = entities.find((e) => e.type === 'name');
  if (!named || /我(是|叫|的名字)/.test(words)) return false;
  return /^(家|的|那户|名下|欠|余额|上个?月|这个?月)/.test(words.slice(named.end));
}

export function speaksOfOwn(words: string): boolean {
  return MY_OWN.test(words);
}

/** The account that the channel vouches for, before one that was only proved here. */
export function ownAccount(
  { bound, verified }: ConversationState['identity'],
  present: string | undefined,
): string | null {
  const vouched = bound.filter((account) => !verified.includes(account));
  const own = vouched.length ? vouched : bound;
  if (own.length === 1) return own[0]!;
  return present !== undefined && own.includes(present) ? present : null;
}

const OTHER_ACCOUNT = /另(外)?一?个?(户号|户|账户|房子|套)|换(一)?个?(户号|户)|别的户号/;
const ONLY_OTHER_ACCOUNT =
  /^(那|再|帮我|我想|想|要|查|看|换|换成|换到)*(另外?|别的|换)一?个?(户号|户|账户|房子|那套)(呢|的|吧|查|看看|也查|也看看)?$/;

/** All of the customer's accounts: "我两套房都查一下". */
export function speaksOfAll(words: string): boolean {
  return /(两|三|几|[23])(个|套|户|处)(户号|房子?|家|店)?(我?都|全都?|一起)|(全部|所有|每个?)的?(户号|房子|账户|户)|(还有)?哪(一?[套户间]|个(户号|房子?)).{0,4}(没交|欠|要交|该交)/.test(
    compact(words),
  );
}

/** "另一个户号" somewhere in the words. */
export function speaksOfOther(words: string): boolean {
  return OTHER_ACCOUNT.test(words);
}

/** The other account and nothing else. */
export function wantsOtherAccount(words: string): boolean {
  return ONLY_OTHER_ACCOUNT.test(compact(words));
}

/** The customer's other account; null when there is none or a choice of several. */
export function otherAccount({ bound }: ConversationState['identity'], present: SlotValue): string | null {
  const others = bound.filter((account) => account !== present);
  return others.length === 1 ? others[0]! : null;
}
