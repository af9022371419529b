/** What a turn can mean, and what was heard in it. */
import type { Hit } from '../../knowledge/mod.ts';
import type { Understanding } from '../../nlu/mod.ts';
import type { TurnInput } from '../types.ts';
import type { Flow } from './program.ts';
import type { SlotValue } from './state.ts';

/** A slot's new value. `adds`: it holds all that was told before, and more. */
export interface Correction {
  name: string;
  value: SlotValue;
  adds?: true;
}

export type Command =
  | { do: 'start'; intent: string; flow: Flow; preface: string | null }
  | { do: 'answer'; topic: string; offer: boolean }
  /** `exact`: nothing but the answer was said, so nothing else is to be read from the words. */
  | { do: 'fill'; slot: string; value: SlotValue; exact: boolean }
  | { do: 'correct'; slots: Correction[] }
  | { do: 'confirm'; yes: boolean }
  | { do: 'askWhatIsWrong' }
  /** Yes, though something was wrong: what will be done is read out once more. */
  | { do: 'confirmAnew' }
  /** Somebody else's account was asked for; it is to be the customer's own after all. */
  | { do: 'ownAccount'; account: string }
  /** The business is to be done for each of the accounts that were shown. */
  | { do: 'eachAccount'; accounts: string[] }
  | { do: 'leaveDesk'; next: Command | null }
  /** The customer is angry, and wants something besides. */
  | { do: 'soothe'; next: Command }
  | { do: 'clarify'; intents: string[] }
  /** Rows of what was shown before are asked after. */
  | { do: 'tellShown'; rows: { label: string; value: string }[] }
  | { do: 'again'; flow: Flow; slots: Record<string, SlotValue> }
  | { do: 'act'; intent: string }
  | { do: 'dropOffer' }
  | { do: 'retry'; invalid?: SlotValue }
  | { do: 'cannotHandle'; outOfScope: boolean }
  | {
      do:
        | 'toAgent'
        | 'repeat'
        | 'cancel'
        | 'back'
        | 'wait'
        | 'human'
        | 'silence'
        | 'hangup'
        | 'welcome'
        | 'nothing'
        | 'unsure'
        | 'notRight'
        | 'knownAlready';
    }
  | { do: 'rated'; score: number };

export interface Heard {
  input: TurnInput;
  understanding: Understanding | null;
  hits: readonly Hit[];
}

/** Words that were heard, and the intent to take up in them; null = none was accepted. */
export interface Said extends Heard {
  words: string;
  intent: string | null;
}
