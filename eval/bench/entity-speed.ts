/** What reading the entities of one utterance costs. */

import { extractEntities } from '../../nlu/entities/extract.ts';

/** Utterances as customers write them, with and without entities. */
const UTTERANCES = [
  '我上个月电费多少',
  '查3201000000017九月的电费',
  '家里没电了什么时候来电',
  '南京市鼓楼区云台路18号3幢502室没电了',
  '我叫张伟，户号3201000000017，电话13800000001',
  '给我充300块',
  '交三千六',
  '用了512度要多少钱',
  '空调开26度费电吗',
  '11月22日8:00-16:00停电吗',
  '明天上午八点来修可以吗',
  '近三个月的账单发我看看',
  '是的',
  '不对，是9月',
  '第二个',
  '变压器从315千伏安换成630千伏安',
  '我要投诉你们工作人员态度不好',
  '喂你好我想问一下啊我家这个月电费怎么这么贵一下子多了两百多块你给我查查看是怎么回事',
  '充电桩怎么申请要什么材料',
  '你好',
];
const WARM_UP = 300;
const ROUNDS = 1000;

export interface Speed {
  utterances: number;
  /** Microseconds of processor time an utterance, which a busy machine does not change much. */
  mean: number;
  /** Median of the wall clock in microseconds. */
  p50: number;
}

export function measureSpeed(): Speed {
  const now = new Date('2026-11-21T10:00:00+08:00');
  const round = () => {
    for (const utterance of UTTERANCES) extractEntities(utterance, { now });
  };
  for (let i = 0; i < WARM_UP; i++) round();
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now();
    round();
    times.push(((performance.now() - start) * 1000) / UTTERANCES.length);
  }
  const { user, system } = process.cpuUsage(before);
  const utterances = ROUNDS * UTTERANCES.length;
  times.sort((a, b) => a - b);
  return { utterances, mean: (user + system) / utterances, p50: times[ROUNDS >> 1] as number };
}
