/** Owns what the benchmark asks of a classifier, ours or another's. */

export interface Labelled {
  text: string;
  intent: string;
}

export interface Answer {
  intent: string;
  /** How sure it is that the text is in scope at all: the higher, the surer. */
  score: number;
}

export interface Trained {
  /** In the order of the texts. */
  classify(texts: readonly string[]): Promise<{ answers: Answer[]; millis: number[] }>;
}

export interface Peer {
  name: string;
  /** Why it cannot run here, or null. */
  missing(): string | null;
  /** @param none the label of what is out of scope, when the set has one */
  train(examples: readonly Labelled[], none: string | null): Promise<Trained>;
}

/** Answers one text after another and takes the time of each. */
export function oneByOne(answer: (text: string) => Promise<Answer> | Answer): Trained {
  return {
    async classify(texts) {
      const answers: Answer[] = [];
      const millis: number[] = [];
      for (const text of texts) {
        const start = performance.now();
        answers.push(await answer(text));
        millis.push(performance.now() - start);
      }
      return { answers, millis };
    },
  };
}

/** The first candidate, and as score the probability of the best one in scope. */
export function answerOf(ranked: readonly { intent: string; score: number }[], none: string | null): Answer {
  const best = ranked.find((r) => r.intent !== none);
  return { intent: ranked[0]?.intent ?? none ?? '', score: best?.score ?? 0 };
}
