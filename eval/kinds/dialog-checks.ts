/** Owns the checks of a suite's turn: what the robot said and did against what the suite wants. */
import type { TurnResult } from '../../bot/mod.ts';
import type { SuiteTurn } from '../suite.ts';

interface Observed {
  result: TurnResult;
  /** The replies as the customer reads or hears them. */
  said: string;
  /** Actions of this turn and of all before. */
  calledSoFar: ReadonlySet<string>;
}

/** How much of a reply a fault quotes. */
const QUOTED = 160;

/** One sentence for each check that does not hold; none when the turn is as it should be. White space never counts. */
export function faultsOf(turn: SuiteTurn, { result, said, calledSoFar }: Observed): string[] {
  const faults: string[] = [];
  const want = (holds: boolean, fault: string) => holds || faults.push(fault);
  const bare = withoutSpace(said);
  const quote = `“${clip(said.replace(/\s+/g, ' '))}”`;
  const called = result.called.join(', ') || 'nothing';

  for (const text of turn.says ?? [])
    want(bare.includes(withoutSpace(text)), `says “${text}” is missing in ${quote}`);
  for (const text of turn.saysNot ?? [])
    want(!bare.includes(withoutSpace(text)), `saysNot “${text}” occurs in ${quote}`);
  for (const name of turn.called ?? [])
    want(result.called.includes(name), `${name} was not called, but ${called}`);
  for (const name of turn.notCalled ?? []) want(!result.called.includes(name), `${name} was called`);
  for (const name of turn.calledSoFar ?? [])
    want(
      calledSoFar.has(name),
      `${name} has not been called so far, but ${[...calledSoFar].join(', ') || 'nothing'}`,
    );

  const compare = <T>(name: string, wanted: T | undefined, got: T) =>
    wanted === undefined ||
    want(wanted === got, `${name} should be ${wanted}, is ${got}; the robot said ${quote}`);
  compare('intent', turn.intent, result.intent ?? 'none');
  compare('flow', turn.flow, result.flow);
  compare('ends', turn.ends, result.ended);
  compare('handoff', turn.handoff, result.handoff);
  return faults;
}

function withoutSpace(text: string): string {
  return text.replace(/\s/g, '');
}

function clip(text: string): string {
  return text.length <= QUOTED ? text : `${text.slice(0, QUOTED)}…`;
}
