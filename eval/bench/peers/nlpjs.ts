/** nlp.js (package node-nlp) with its own segmenter. */
import { createRequire } from 'node:module';
import { answerOf, oneByOne, type Peer } from './peer.ts';

interface NlpManager {
  addDocument(language: string, text: string, intent: string): void;
  train(): Promise<void>;
  process(language: string, text: string): Promise<{ classifications: { intent: string; score: number }[] }>;
}
interface NodeNlp {
  NlpManager: new (settings: object) => NlpManager;
}

const require = createRequire(import.meta.url);

export const nlpjs: Peer = {
  name: 'nlp.js',
  missing: () => null,
  async train(examples, none) {
    const { NlpManager } = require('node-nlp') as NodeNlp;
    const language = examples.some(({ text }) => /\p{Script=Han}/u.test(text)) ? 'zh' : 'en';
    const manager = new NlpManager({
      languages: [language],
      autoSave: false,
      autoLoad: false,
      forceNER: false,
      nlu: { log: false, useNoneFeature: false },
    });
    for (const { text, intent } of examples) manager.addDocument(language, text, intent);
    await manager.train();
    return oneByOne(async (text) => answerOf((await manager.process(language, text)).classifications, none));
  },
};
