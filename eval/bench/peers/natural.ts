/** natural's Bayes classifier on the words of our segmenter. */
import { createRequire } from 'node:module';
import { answerOf, oneByOne, type Peer } from './peer.ts';
import { wordsOf } from './words.ts';

interface BayesClassifier {
  addDocument(words: string[], label: string): void;
  train(): void;
  getClassifications(words: string[]): { label: string; value: number }[];
}

const require = createRequire(import.meta.url);

export const natural: Peer = {
  name: 'natural Bayes',
  missing: () => null,
  async train(examples, none) {
    const Bayes = require('natural/lib/natural/classifiers/bayes_classifier.js') as new () => BayesClassifier;
    const classifier = new Bayes();
    for (const { text, intent } of examples) classifier.addDocument(wordsOf(text), intent);
    classifier.train();
    return oneByOne((text) => {
      const found = classifier.getClassifications(wordsOf(text));
      const sum = found.reduce((total, f) => total + f.value, 0) || 1;
      return answerOf(
        found.map(({ label, value }) => ({ intent: label, score: value / sum })),
        none,
      );
    });
  },
};
