/** Reads yes or no. */
import type { Understanding } from '../../../nlu/mod.ts';
import { covers, type Reading } from './reading.ts';

/** "行，就这样", "就按这个办吧" */
const AS_SAID =
  /^(嗯|好|好的|行|可以|对|是|那)*(就)?(这样|这么办|这么着|这么写|按这个|照这个|这么定|按您说的|按你说的)(吧|办|来|报|写|登记|提交|办吧|定了)?$|^(这回|这次|这下|现在)(对|是|没错)(的|了)?$/;
/** "好你们来看看", "行快派人": yes, and do it. */
const DO_IT =
  /^(嗯|好的?|行|可以|对|是的?|那)+(就)?(你们?|您)?(快点?|赶紧|尽快|马上)?(派人|过?来人?|上门)?(来)?(看一?看|看一下|修一?修|修|弄|办|查|处理|瞧瞧|检查)?(吧|一下|哈)?$/;
const YES =
  /^(是|是的|是啊|是呀|是哒|对|对的|对啊|对对+|嗯+|嗯嗯|恩|好|好的|好啊|好滴|好嘞|好呀|行|行的|行吧|行啊|可以|可以的|要|要的|需要|需要的|确认|确定|确认提交|提交|没错|没问题|中|得|ok|okay|yes|y|有|有的|有啊|同意|办|办吧|报|报吧|继续|当然|当然要|必须的|麻烦了|谢谢好的|好的谢谢|好谢谢|是我|我是|就是|没错就是|对就是|嗯对|嗯好|嗯是的|嗯可以|嗯嗯好的|那好吧|好吧|那就办吧|那行|成|妥|可|👌|👍)$/i;
const NO =
  /^(不|不是|不是的|不对|不用|不用了|不要|不要了|不需要|不行|不可以|不办|不了|没|没有|没有的|没有啊|没呢|否|别|别了|先不|先不用|先不要|算了|no|n|不确认|不同意|暂时不用|暂时不|不必|不必了|还没|还没有|不是啊|没得|冇|错了|不对不对)$/i;

/** A yes that lets something be done: "确认", "同意", "办吧". */
const CONSENT = /^(好的?|行|那|就)?(确认|确定|同意|继续|办|报|提交)/;

/** Whether the yes is to something being done, and so answers no question of fact. */
export function isDoIt(compact: string): boolean {
  return CONSENT.test(compact) || (DO_IT.test(compact) && !YES.test(compact) && !AS_SAID.test(compact));
}

/** Yes or no, in whatever words. */
export function readYesNo(compact: string, understanding: Understanding | null): Reading<boolean> {
  const words = compact.replace(/(的话|啦|呗|哦|噢|哈|呢|呀|啊|吧|嘛|了|谢谢|谢了)+$/u, '') || compact;
  if (AS_SAID.test(compact) || DO_IT.test(compact) || YES.test(compact) || YES.test(words))
    return { value: true, exact: true };
  if (NO.test(compact) || NO.test(words)) return { value: false, exact: true };
  const entity = understanding?.entities.find((e) => e.type === 'yesno');
  if (entity) return { value: Boolean(entity.value), exact: covers(entity, compact) };
  const top = understanding?.intents[0];
  if (top && top.probability >= 0.6 && top.id === 'chat.affirm') return { value: true, exact: true };
  if (top && top.probability >= 0.6 && top.id === 'chat.deny') return { value: false, exact: true };
  return undefined;
}
