/** What of a matter is asked ("多久", "要带什么", "能不能代办"), and the sentences of an answer that speak of it. */

/** One thing that is asked of any business, whatever the business is. */
export interface Aspect {
  readonly id: string;
  /** How customers ask for it. */
  readonly asked: RegExp;
  /** What an answer to it contains. */
  readonly told: RegExp;
}

/** The first that fits counts, so those asked in plainer words stand before those with common ones. */
const ASPECTS: readonly Aspect[] = [
  {
    id: 'inPerson',
    asked:
      /本人|亲自|代办|代(我|他|她|交|申请|为)|委托|(替|帮)(我|他|她|爸|妈|奶奶|爷爷|家里|别人)[^看查问]{0,4}(办|申请|弄|去|交|报)|(不在家|不在场|没人在|上班|没空).{0,8}(怎么|咋|行|可以|能|呢)|(要|用|需要)(人|有人)?在(家|场)|在场|到场/,
    told: /本人|代办|代为|委托|到场|在场|在家|家人|不用.{0,6}去/,
  },
  {
    id: 'online',
    asked: /网上|线上|手机上|APP|app|小程序|(不用|不|非得|必须|要|用)(跑|去)(一趟)?(营业厅|大厅|现场)|要跑/,
    told: /网上国网|线上|手机|APP|在这里|网上/,
  },
  {
    id: 'documents',
    asked:
      /(什么|啥|哪些|些啥)(子)?(材料|证件|资料|手续|东西|证明)|(带|准备|备|拿)(些|点)?(什么|啥|哪些)|要(什么|啥)证|材料(呢|要|有)|证明|身份证|房产证|户口本|发票.{0,6}(丢|没|找不到)/,
    told: /证明|身份证|材料|执照|户口簿|凭证|产权|委托书/,
  },
  {
    id: 'price',
    asked: /[一每]度(电|要|是|合|得|收|你们|收我)*(多少|几)|单价|电价(是|多少)/,
    told: /每度/,
  },
  {
    id: 'cost',
    asked:
      /(要|收|用|花|交)(不要|多少|几|啥|什么)?(钱|费)|免费|费用|谁(出|掏|付)钱|出钱|掏钱|(?<![一每]度|合|是)多少钱(?![一每]度)|贵不贵|自费|收不收/,
    told: /费|元|免|承担/,
  },
  {
    id: 'arrival',
    asked:
      /(多久|多长时间|几点|什么时候|啥时候|哪天|几时|几个钟头)(能|会|才|可以)?(派人|有人)?(到(?!几)|来|上门|过来|修)/,
    told: /分钟|小时|到达|到场|上门|预约|联系/,
  },
  {
    id: 'weekend',
    asked: /周末|周[六日]|星期[六天日]|礼拜[六天日]|节假日|晚上.{0,4}(行|能|可以|来)/,
    told: /周末|周[一六日]|节假日|预约|约/,
  },
  {
    id: 'duration',
    asked:
      /多久|多长时间|几天|几个?工作日|多少天|多少个?工作日|(什么时候|啥时候|哪天|几时)(能|会|才|可以)?(好|办好|装好|弄好|办完|有结果|结果|下来|通电|用上|到账|退|答复|回复)|时限|来得及|提前几天/,
    told: /工作日|\d+\s*(天|日|小时|个月|分钟)|当天|立即|[一二三五七十]日|之前|以内|内/,
  },
  {
    id: 'place',
    asked: /(在|到|去|上)(哪|哪里|哪儿|什么地方)(办|申请|交|弄|报|能办|可以办)?|哪里办|哪儿办/,
    told: /营业厅|网上国网|在这里|95598|窗口/,
  },
];

/** The aspect that a question asks for; null when it asks for none of them. */
export function aspectOf(question: string): Aspect | null {
  return ASPECTS.find(({ asked }) => asked.test(question)) ?? null;
}

/** Sentences at most that answer a question about one aspect. */
const SENTENCES = 2;

/**
 * The sentences of an answer, written or spoken, that speak of an aspect, as they stand.
 * @returns null when none does
 */
export function passageOn(answer: string, { told }: Aspect): string | null {
  const sentences = answer
    .split(/\n/)
    .flatMap((line) => line.replace(/^\s*\d+[.、]\s*/, '').match(/[^。！？；]+[。！？；]?/g) ?? [])
    .map((sentence) => sentence.trim())
    .filter(Boolean);
  const found = sentences.filter((sentence) => told.test(sentence)).slice(0, SENTENCES);
  return found.length ? found.join('').replace(/[；，]$/u, '。') : null;
}
