/** The door of the evaluation room: how good the robot is, on which data, against which baseline, and where it fails. */

export { BadFile } from './bad-file.ts';
export { compareRuns, readRun, runOf } from './compare.ts';
export { adviseCorpus, checkCorpus } from './corpus/check.ts';
export { faultsText, needsText, pairsText, suspectsText } from './corpus/report.ts';
export { type Recorded, suiteOf } from './field.ts';
export { KINDS, type Kind } from './figures.ts';
export { junit } from './report/junit.ts';
export { comparisonPage, evaluationPage } from './report/page.ts';
export { comparisonText, summary } from './report/text.ts';
export { casesFor, evaluate, toJson } from './run.ts';
export { sandboxCast } from './sandbox-cast.ts';
export { checkShipped, shippedBaseline } from './shipped.ts';
export { openSubject, type Subject } from './subject.ts';
