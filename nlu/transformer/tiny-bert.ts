/** Owns a BERT for trying the port without anybody's weights: the real graph, small, with weights from a seed. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bertGraph } from './tiny-bert-graph.ts';

export interface TinyBert {
  /** Signs of the vocabulary, beside BERT's own marks. */
  characters: Iterable<string>;
  hidden?: number;
  layers?: number;
  seed?: number;
}

const HEADS = 4;
const POSITIONS = 64;
const MARKS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Writes tokenizer.json, config.json and model.onnx to `dir`. Same characters and seed, same bytes. */
export function writeTinyBert(
  dir: string,
  { characters, hidden = 48, layers = 2, seed = 1 }: TinyBert,
): void {
  mkdirSync(dir, { recursive: true });
  const vocabulary = [...new Set([...MARKS, ...characters])];
  const write = (name: string, content: object): void =>
    writeFileSync(join(dir, name), JSON.stringify(content));
  write('tokenizer.json', tokenizerOf(vocabulary));
  write('config.json', {
    _name_or_path: 'tiny-bert',
    model_type: 'bert',
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: HEADS,
    max_position_embeddings: POSITIONS,
    vocab_size: vocabulary.length,
  });
  const size = { words: vocabulary.length, positions: POSITIONS, hidden, layers, heads: HEADS };
  writeFileSync(join(dir, 'model.onnx'), bertGraph(size, seed));
}

/** The content of tokenizer.json. */
export function tokenizerOf(vocabulary: readonly string[]): object {
  const special = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
  const marks = MARKS.map((content, id) => ({ id, content, special: true }));
  return {
    version: '1.0',
    added_tokens: marks,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
      special_tokens: Object.fromEntries(
        marks.map(({ id, content }) => [content, { id: content, ids: [id], tokens: [content] }]),
      ),
    },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  };
}
