/** What words mean where the robot has asked yes or no before doing something. */
import type { Command, Said } from './command.ts';
import type { Draft } from './context.ts';
import { additionsIn, correctionsIn } from './corrections.ts';
import { actOrRetry, digression } from './digress.ts';
import type { Text } from './flow.ts';
import { readProof } from './reading/proof.ts';
import { IN_DOUBT } from './state.ts';
import { answerTo, type Waiting, YES_OR_NO } from './waiting.ts';
import { compact, DECLINES_HUMAN, refuses } from './words.ts';

export function decideAtConfirm(draft: Draft, said: Said, waiting: Waiting): Command {
  const { understanding } = said;
  const words = said.words.replace(NOTHING_TO_ADD, '').replace(DECLINES_HUMAN, '') || said.words;
  const last = words.split(/[，,。]/).findLast((part) => part.trim()) ?? words;
  if (echoesQuestion(waiting, words) || SUBMIT.test(compact(last))) return yesAt(waiting);
  if (NOTHING_TO_ADD.test(words)) return { do: 'retry' };
  if (refuses(words)) return { do: 'confirm', yes: false };
  const read = DECLINES_HUMAN.test(said.words) ? undefined : answerTo(draft, YES_OR_NO, said);
  const plain = read?.exact && !(understanding?.entities ?? []).some((e) => e.type !== 'yesno');
  const corrections = plain ? [] : correctionsIn(draft, waiting.frame, said);
  if (corrections.length) return { do: 'correct', slots: corrections };
  const besidesProof = words.replace(PROOF, ' ');
  if (readProof(words) && besidesProof !== words)
    return affirms(besidesProof) ? yesAt(waiting) : { do: 'retry' };
  if (affirms(words)) return yesAt(waiting);
  if (read?.exact)
    return read.value
      ? yesAt(waiting)
      : /^不对|错/.test(words)
        ? { do: 'askWhatIsWrong' }
        : { do: 'confirm', yes: false };
  if (/(不对|错了|有误|改一下|改成|不是这个|写错)/.test(words)) return { do: 'askWhatIsWrong' };
  const other = digression(draft, said, waiting);
  if (other) return other;
  if (read) return read.value ? yesAt(waiting) : { do: 'confirm', yes: false };
  const additions = additionsIn(draft, waiting.frame, said);
  if (additions.length) return { do: 'correct', slots: additions };
  return actOrRetry(draft, said);
}

/** A proof of identity with the words that name it. */
const PROOF = /(我的?)?(身份证)?(号码?)?([后末]四位)?(是|验证码)*\s*(?<!\d)(\d{6}|\d{3}[\dXx])(?!\d)/u;

const LEADING_YES = /^(嗯+|对+的?|好的?|行|是的?|没错|可以|要得|中|确认|确定)[，,。\s]+/u;

/** "嗯 就28号", "对，就交这个": a yes, and what was read out said once more. */
function affirms(words: string): boolean {
  const rest = words.trimStart().replace(LEADING_YES, '');
  return (
    rest !== words.trimStart() &&
    compact(rest).length <= 8 &&
    !/[不错改别等但没再还先吗呢啥什怎多几哪]/.test(rest)
  );
}

/** "没有别的了，提交吧": nothing to add is no no. */
const NOTHING_TO_ADD =
  /^(没有?|没)(啥|什么)?(别的|其他的?|其它的?|要补充的?|补充的?|要说的)(了|啦)?[，,。.\s]*/u;

/** "就把这个投诉给我提交上去" */
const SUBMIT =
  /^(那|就|先|你?给我|帮我)*(把.{1,6})?(给我|帮我)?(提交|登记|报)(上去|了)?(吧|了|呗)?$|(先|就)(给我|帮我)?(记|登记|提交|报)(下来|上去|下|上|了)(吧|呗)?$/;

/** A yes is to what was read out; after something was found wrong and not mended it must be read out again. */
function yesAt({ frame }: Waiting): Command {
  return frame.vars[IN_DOUBT] ? { do: 'confirmAnew' } : { do: 'confirm', yes: true };
}

/** "登记吧", "快派人来" after "…要登记吗？", "现在派人，可以吗？": what is asked about, said back, is a yes. */
function echoesQuestion({ node }: Waiting, words: string): boolean {
  if (node.kind !== 'confirm') return false;
  const sentences = textOf(node.spec.confirm).match(/[^。；;？?\n]+[？?]?/g) ?? [];
  const asked = sentences.findLast((sentence) => /[？?]$/.test(sentence)) ?? sentences.at(-1) ?? '';
  const said = withoutFrame(compact(words));
  if (!DEED.test(said) || said.length > 4) return false;
  return said.length > 1 ? asked.includes(said) : asked.includes(said) || /[吧啊呗嘛]$/.test(compact(words));
}
const DEED = /[派开办交充报签查改退绑订约装发提登申投建预送换停搞弄来]/;

function withoutFrame(said: string): string {
  const core = said
    .replace(
      /^(在的|那|就|确认|确定|同意|好的?|行|可以|嗯+|对|是|要|请|快|赶紧|马上|肯定|当然|麻烦|你们?|帮我|给我)+/u,
      '',
    )
    .replace(/(吧|了|呀|啊|呗|嘛|一下|过来|来)+$/u, '');
  return core.replace(/^(.{1,2})吧?\1$/u, '$1') || said;
}

/** "不登记了" where something is being registered: given up. */
export function givesUp({ flow, node }: Waiting, words: string): boolean {
  const verb = /^(?:那|我|先|就|还是)*不想?([\p{Script=Han}]{1,3})了(?:吧|谢谢)?$/u.exec(compact(words))?.[1];
  const about = flow.name + flow.about + (node.kind === 'confirm' ? textOf(node.spec.confirm) : '');
  return verb !== undefined && !STATES.test(verb) && about.includes(verb);
}
/** "不亮了", "不走了" tell of a fault and give nothing up. */
const STATES =
  /^(亮|走|动|转|响|通|够|行|对|在|是|来|见|供|跳|跳闸|闪|冒|冒烟|烧|热|涨|欠|停|停电|断|坏|显示|通电)$/;

function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.text;
}
