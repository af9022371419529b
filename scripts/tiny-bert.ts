/** `node --import tsx scripts/tiny-bert.ts DIR`: writes a BERT with random weights, to try `ENCODER_DIR` without a download. */

import { loadTaxonomy } from '../nlu/mod.ts';
import { corpusDir, loadCorpus } from '../nlu/model/corpus.ts';
import { writeTinyBert } from '../nlu/transformer/tiny-bert.ts';

const dir = process.argv[2];
if (!dir) {
  process.stderr.write('usage: node --import tsx scripts/tiny-bert.ts DIR\n');
  process.exit(2);
}
const { examples } = loadCorpus(
  corpusDir,
  loadTaxonomy().map(({ id }) => id),
);
writeTinyBert(dir, { characters: examples.flatMap(({ text }) => [...text.toLowerCase()]) });
