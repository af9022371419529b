/** Our own trainer, as a peer among peers. */
import { NONE } from '../../kinds/intent.ts';
import { trainerFor } from '../../model.ts';
import { oneByOne, type Peer } from './peer.ts';

/** The model that ships: its recipe, its decision, on any labelled texts. */
export const ours: Peer = {
  name: 'ours',
  missing: () => null,
  async train(examples, none) {
    // The recipe knows what is out of scope by the name `none`, also where a set has no such rows.
    const named = (intent: string) => (intent === none ? NONE : intent);
    const classes = [...new Set(examples.map((e) => named(e.intent)))].filter((id) => id !== NONE).sort();
    const now = new Date(0);
    const train = trainerFor([...classes, NONE]);
    const corpus = examples.map(({ text, intent }, i) => ({
      text,
      intent: named(intent),
      voice: 'all',
      file: intent,
      line: i + 1,
    }));
    const model = await train(corpus, 1);
    return oneByOne(async (text) => {
      const { intents, score, decision } = await model.understand(text, { now });
      const best = intents.find((i) => none !== null || i.id !== NONE)?.id ?? NONE;
      const predicted = none !== null && decision === 'reject' ? NONE : best;
      return { intent: predicted === NONE ? (none ?? NONE) : predicted, score };
    });
  },
};
