/** Our own trainer, as a peer among peers. */
import { trainerFor } from '../../model.ts';
import { oneByOne, type Peer } from './peer.ts';

/** The model that ships: its recipe, its decision, on any labelled texts. */
export const ours: Peer = {
  name: 'ours',
  missing: () => null,
  async train(examples, none) {
    // The recipe takes the last class for `none`, also where a set has no such rows.
    const out = none ?? 'none';
    const classes = [...new Set(examples.map((e) => e.intent))].filter((id) => id !== out).sort();
    const now = new Date(0);
    const train = trainerFor([...classes, out]);
    const corpus = examples.map(({ text, intent }, i) => ({
      text,
      intent,
      voice: 'all',
      file: intent,
      line: i + 1,
    }));
    const model = await train(corpus, 1);
    return oneByOne(async (text) => {
      const { intents, score, decision } = await model.understand(text, { now });
      const best = none === null ? intents.find((i) => i.id !== out) : intents[0];
      return { intent: none !== null && decision === 'reject' ? out : (best?.id ?? out), score };
    });
  },
};
