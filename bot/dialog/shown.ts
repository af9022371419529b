/** What was shown can be asked after: the rows of the last cards, in the words of customers ("最晚哪天", "什么原因"). */
import type { Reply } from '../types.ts';
import type { Command, Said } from './command.ts';
import { type Draft, flowOf, top } from './context.ts';
import type { Scope } from './expression.ts';
import type { CardSpec } from './flow.ts';
import { fromEntity } from './slots.ts';
import { cardFrom } from './speak.ts';
import type { SlotValue } from './state.ts';
import { certainty, compact, isRequest } from './words.ts';

/** Rows of cards by their labels, and how customers ask after them. */
const ASKED_AFTER: readonly (readonly [label: RegExp, asked: RegExp])[] = [
  [
    /^(电费|金额|合计电费|结算金额|充值金额)$/,
    /^(要交|得交|该交|交|付|结了|给了|是)?(多少|几多|好多)(钱|块|元)?$|^几(块|元)钱?$|^金额(是?多少)?$/,
  ],
  [/^违约金$/, /(违约金|滞纳金|罚(款|金)?)(是|有|要)?(多少|几|呢$)/],
  [
    /^(交费期限|约定交费|约定日期)$/,
    /最晚|最迟|截止|期限|拖到|(到|过)(了)?哪[天日].{0,3}(过期|逾期|算|交)|((哪|几)[天号日]|什么时候|啥时候|几时)(之?前|以前)?(要|得|能)?(交|付|缴)/,
  ],
  [/^逾期开始$/, /(什么时候|啥时候|哪天|几号|从哪)(开始|起)?(逾期|超期|过期)/],
  [/^停电日期$/, /(什么时候|啥时候|哪天|几号)(开始)?(停|掐|断)/],
  [
    /^(用电量|合计电量|本期电量|上网电量|总电量|合计)$/,
    /^(一?共|总共|合计|是|用了?|走了|送了?|送上去|上网|发了|卖了)*(多少|几|几多|好多)(度|千瓦时)?电?$|度数是?(多少|几多|好多)$/,
  ],
  [/^日均/, /(每|一)天(大概|平均|用)*(多少|几)度?|日均/],
  [/^(峰段|峰)$/, /(峰段?|白天|高峰)(电|时段?)?(用了?|是|走了)?(多少|几|好多)(度|电)?$/],
  [/^(谷段|谷)$/, /(谷段?|夜里|晚上|低谷|半夜)(电|时段?)?(用了?|是|走了)?(多少|几|好多)(度|电)?$/],
  [/^峰段电费$/, /(峰段?|白天|高峰)(电|时段?)?(的?电费)?是?(多少|几)(钱|块)/],
  [/^谷段电费$/, /(谷段?|夜里|晚上|低谷|半夜)(电|时段?)?(的?电费)?是?(多少|几)(钱|块)/],
  [
    /^力率调整$/,
    /(力率|力调)(那项|调整)?(电费|费)?(扣|罚|收|加|退|奖|多收)了?(款|了)?(多少|几)|(力率|力调)(调整)?(电费|费|那项)(是|有)?(多少|几|呢|$)/,
  ],
  [/^[一二三]档$/, /(哪|几|各)个?档.{0,3}(多少|几)/],
  [
    /^上网电价$/,
    /(一|每)度(电|合|算|是|给|按)*(多少|几)(钱|块|毛|分)|(电价|单价|价)是?(多少|几)|按(什么|多少|几毛)(价|钱)?/,
  ],
  [/^装机容量$/, /(装机|容量|多大)(是)?(多少|几|多大|$)/],
  [/^(余额|现在余额)$/, /(还有|还剩|剩|余额)(下)?(是)?(多少|几)/],
  [/^费用$/, /^(?!.*[一每]度).*(收费|要钱|花钱|免费|多少钱)/],
  [/^提醒线$/, /(低到|低于|少于|剩|到)(多少|几).{0,6}提醒|(什么时候|啥时候)提醒/],
  [/^还能用$/, /(还|够)(能)?(用|撑|管)(多久|几天|多少天|到)/],
  [
    /^(最迟到达|最迟上门|最迟联系)$/,
    /(多久|几点|多长时间|什么时候|啥时候|几时|多会儿?|哪天|几天)(能|会|才)?(有人|师傅|你们)?(能|会|才)?(到|来|上门|过来|联系)|(还要|要|得)(多久|多长时间)(到|来)/,
  ],
  [
    /^(下一步)$/,
    /(上午|下午|几点|哪天|什么时候|啥时候|几号|多久)(会|能|才)?(来|到|上门|过来|勘查|装)|上午.{0,4}下午|下一?步|接下来|然后呢|(师傅|你们).{0,3}(几点|哪天|什么时候)/,
  ],
  [
    /^(最迟办好|最迟办结|最迟出结果|最迟答复|最迟恢复)$/,
    /(多久|几天|多长时间|什么时候|啥时候|哪天|几号|最晚|最迟|几时)(之?前|以内|内)?(能|会|才|给我?|可以)*(办好|办完|办结|装好|弄好|搞好|出结果|有结果|答复|回复|回音|恢复|好|完|完事)|(最晚|最迟)(哪天|几号|什么时候)?$/,
  ],
  [
    /^(预计恢复|结束)$/,
    /(几点|什么时候|啥时候|多久|几时|多会儿?|到几点)(能|会|才|可以)*(来电|有电|送电|恢复|修好|好|结束|完|来)?$/,
  ],
  [
    /^(原因|停电原因)$/,
    /(什么|啥|哪种)(毛病|原因|问题|故障|情况|缘故)|(咋|怎么)回事|(为什么|为啥|咋|怎么)(停|断|没电)|哪(里|儿)坏了?/,
  ],
  [
    /^(停电时间|停电开始|开始|报修时间|登记时间|受理时间)$/,
    /(几点|什么时候|啥时候|哪天|几号)(开始|停的|报的|登记的|受理的|提交的)/,
  ],
  [/^范围$/, /(哪些|哪几)(地方|小区|楼|户|个)|范围|影响(哪|到哪)|(多大|哪)(一)?片/],
  [/^抢修人员$/, /(师傅|抢修|修理|维修)(的?人)?(员)?(到哪|来了|到了|派|出发|在哪|走到)/],
  [/^空闲$/, /空位|空的|空着|空闲|有位|有没有位|排队|占满/],
  [/^快充$/, /快充/],
  [/^慢充$/, /慢充/],
  [
    /^(地址|用电地址|地点|邮寄地址)$/,
    /(地址|地方)(是|在)?(哪|什么|多少|再|呢|$)|(在|是)?哪条(路|街)|在(哪里|哪儿|哪|啥地方|什么地方|什么路)$|怎么走$/,
  ],
  [
    /^营业时间$/,
    /(几点|什么时候|啥时候|多早|多晚)(开|关|上班|下班|营业)|(开|关)门|(上班|下班|营业)时间|(晚上|下午|开|营业)到几点/,
  ],
  [
    /^(单号|申请编号|业务编号|编号|报修单号|发票号|流水号)$/,
    /(单号|编号|号码|流水号?|发票号)(是?(多少|几|什么)|呢|再|$)/,
  ],
  [/^户号$/, /户号(是?(多少|几|什么)|呢|再|$)/],
  [/^户名$/, /户名(是?(谁|什么)|呢|$)|(谁|哪个)的(名字|名)/],
  [/^(联系电话|接收手机|新号码)$/, /(打|留|联系|发|用)(的|到)?(哪|什么|啥)(一)?个?(电话|号|手机)/],
  [/^下次抄表$/, /(下次|下回|下个月|什么时候|哪天|几号)(再)?抄表/],
  [/^(到期日|快到期)$/, /(什么时候|哪天|几号|啥时候)(到期|过期|失效|作废)/],
  [/^可抵$/, /(能|可以?)(抵|换|当)(多少|几)/],
  [/^抬头$/, /抬头(是?(谁|什么)|呢|$)/],
  [/^最高$|^最多$/, /(哪|几).{0,4}最(高|多|贵)|最(高|多|贵)(的)?(是)?(哪|几|多少)/],
  [/^最低$|^最少$/, /(哪|几).{0,4}最(低|少|便宜)|最(低|少|便宜)(的)?(是)?(哪|几|多少)/],
];

/** More characters than these are a request of their own… */
const LONGEST = 16;
/** …and so few can only be about what was shown. */
const ELLIPTIC = 6;

/** A card with its rows rendered, which are kept to be asked after. */
export function show(draft: Draft, spec: CardSpec | undefined, scope: Scope): Reply['card'] {
  if (!spec) return undefined;
  const { memory, channel, turn } = draft.state;
  const { rows } = cardFrom(spec, scope, channel === 'voice' ? 'spoken' : 'text');
  const before = memory.shown?.turn === turn ? memory.shown.rows : [];
  memory.shown = {
    turn,
    account: (scope.account as SlotValue | undefined) ?? null,
    rows: [...before, ...rows],
  };
  return cardFrom(spec, scope, 'text');
}

/** Rows of what was shown last that the words ask after; null when they ask after something else. */
export function askedAfter(draft: Draft, said: Said): Command | null {
  const { identity, memory } = draft.state;
  const { account = null, rows = [] } = memory.shown ?? {};
  if (account !== null && !identity.bound.includes(String(account))) return null;
  const words = core(said.words);
  if (!rows.length || !words || words.length > LONGEST || isRequest(said.words)) return null;
  const asked = rows.filter(({ label }) =>
    ASKED_AFTER.some(([labels, pattern]) => labels.test(label) && pattern.test(words)),
  );
  const told = asked.filter((row, i) => asked.findIndex((r) => r.label === row.label) === i);
  const certain = words.length <= ELLIPTIC && !told.some(({ label }) => MOVES.test(label));
  return told.length && (certain || !isOtherBusiness(draft, said)) ? { do: 'tellShown', rows: told } : null;
}

/** Rows that may have changed since: whose business it is looks anew. */
const MOVES = /^(最迟(到达|上门|办|恢复|出)|预计|下一步|抢修人员|空闲)/;

/** From this probability on words are another request, whatever they seem to ask after. */
const PLAIN = 0.9;

function isOtherBusiness(draft: Draft, { intent, understanding }: Said): boolean {
  const { context, state } = draft;
  const running = top(draft);
  const flow = running
    ? flowOf(draft, running)
    : state.memory.last && context.flows.latest(state.memory.last.flow);
  const names = understanding?.entities.some((e) =>
    Object.values(flow?.slots ?? {}).some((s) => s.free && fromEntity(s.type, e) !== undefined),
  );
  const kind = intent && context.intents.get(intent)?.kind;
  const other = kind && kind !== 'act' && kind !== 'faq' && !flow?.triggers.includes(intent);
  return Boolean(names || (other && certainty(understanding) >= PLAIN));
}

/** The words without what leads in and what trails off. */
function core(words: string): string {
  return compact(words)
    .replace(
      /^(那么?|所以|请问|问下|我想问下?|到底|是不是|这个|这期|这次|这|它|他们?|我|咱|其中|里面|里头|现在|大概|大约)+/u,
      '',
    )
    .replace(/(啊|呀|呢|吧|嘛|哦|噢|哈|捏|伐|哇|咧|哪|的|了|来着|喔|诶)+$/u, '');
}
