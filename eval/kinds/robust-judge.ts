/** Owns the choice how a test file's rows are judged when their texts are perturbed. */
import { z } from 'zod';
import { BadFile } from '../bad-file.ts';
import { readRows } from '../rows.ts';
import type { Subject } from '../subject.ts';
import { intentRow, NONE } from './intent.ts';
import { anyOrder, multiRow, requestsOf } from './multi.ts';
import { retrievalRow } from './retrieval.ts';
import type { Judge, RobustRow } from './robust.ts';

type Judged = { rows: RobustRow[]; judge: Judge<RobustRow>; task: 'intent' | 'multi' | 'retrieval' };

function judged<R extends RobustRow>(task: Judged['task'], rows: R[], judge: Judge<R>): Judged {
  return { task, rows, judge: judge as Judge<RobustRow> };
}

/** Reads the file by the label that its first row carries: `intent`, `intents` or `topic`. @throws BadFile */
export async function judgeFor(file: string, subject: Subject): Promise<Judged> {
  const { understander, now, intents, topics } = subject;
  const [first] = readRows(file, z.looseObject({ text: z.string() }));
  const understand = (text: string) => understander.understand(text, { now });
  if ('intent' in first!) {
    return judged('intent', readRows(file, intentRow(intents)), async (row, text) => {
      const understanding = await understand(text);
      const predicted = understanding.decision === 'reject' ? NONE : (understanding.intents[0]?.id ?? NONE);
      return predicted === row.intent;
    });
  }
  if ('intents' in first!) {
    return judged('multi', readRows(file, multiRow(intents)), async (row, text) =>
      anyOrder({ gold: row.intents, predicted: requestsOf(await understand(text)) }),
    );
  }
  if ('topic' in first!) {
    const knowledge = await subject.knowledge();
    return judged('retrieval', readRows(file, retrievalRow(topics)), async (row, text) => {
      const [hit] = knowledge.search(await understand(text), { limit: 1, now });
      return (hit && hit.score >= knowledge.threshold ? hit.topic : NONE) === row.topic;
    });
  }
  throw new BadFile(
    file,
    first!.line,
    'has no intent, intents or topic; robust perturbs files of these kinds only',
  );
}
