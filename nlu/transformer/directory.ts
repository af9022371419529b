/** Owns what stands in a Hugging Face directory: which files are read, and whether they are what they seem. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EncoderError } from './encoder-error.ts';

/** How the vectors of the tokens become one: the first one's, or their mean. */
export type Pooling = 'cls' | 'mean';

/** A directory whose files are all there and sound, as far as reading them tells. */
export interface EncoderFiles {
  /** The path of the graph, for the runtime (which looks for outside weights beside it). */
  graph: string;
  tokenizer: { file: string; content: string };
  /** Length of the vectors. */
  dimension: number;
  /** Tokens that the model has places for. */
  positions: number;
  pooling: Pooling;
  /** Hex digest of everything that decides the vectors. */
  digest: string;
}

const configSchema = z.object({
  model_type: z.string(),
  hidden_size: z.number().int().positive(),
  max_position_embeddings: z.number().int().positive(),
  _name_or_path: z.string().default(''),
});
/** The module that sentence-transformers writes. */
const poolingSchema = z.looseObject({
  pooling_mode_cls_token: z.boolean().default(false),
  pooling_mode_mean_tokens: z.boolean().default(false),
});

/** Places of the graph, and of weights that were too large for it. */
const GRAPHS = ['model.onnx', 'onnx/model.onnx'];
const WEIGHTS_BESIDE = '_data';
/** What stands in the place of a large file when it was cloned without Git LFS. */
const LFS_POINTER = 'version https://git-lfs';

/** @throws EncoderError when a file is missing or wrong: which, what is wrong, how to mend it */
export function readEncoderFiles(dir: string): EncoderFiles {
  if (!existsSync(dir) || !statSync(dir).isDirectory())
    throw new EncoderError(dir, 'is no directory', 'name the one that holds tokenizer.json and model.onnx');
  const tokenizer = required(dir, 'tokenizer.json');
  const configFile = required(dir, 'config.json');
  const config = parse(configFile, configSchema);
  if (config.model_type !== 'bert')
    throw new EncoderError(
      configFile.file,
      `model_type is ${config.model_type}, and only bert is known`,
      'take a BERT encoder, such as bge-small-zh-v1.5',
    );
  const graph = GRAPHS.map((name) => join(dir, name)).find((file) => existsSync(file));
  if (!graph)
    throw new EncoderError(
      join(dir, GRAPHS[0]!),
      `is missing (and so is ${GRAPHS[1]})`,
      'export it: optimum-cli export onnx --model NAME DIR',
    );
  const pooling = poolingOf(dir, config._name_or_path);
  return {
    graph,
    tokenizer,
    dimension: config.hidden_size,
    positions: config.max_position_embeddings,
    pooling,
    digest: digestOf([tokenizer.content, pooling, ...graphBytes(graph)]),
  };
}

/** As the directory says; without a word, as is usual: BGE models by the first token, all others by the mean. */
function poolingOf(dir: string, name: string): Pooling {
  if (!existsSync(join(dir, '1_Pooling/config.json'))) return /bge/i.test(name) ? 'cls' : 'mean';
  const module = required(dir, '1_Pooling/config.json');
  const { pooling_mode_cls_token: cls, pooling_mode_mean_tokens: mean } = parse(module, poolingSchema);
  if (cls !== mean) return cls ? 'cls' : 'mean';
  throw new EncoderError(
    module.file,
    'asks for neither the first token alone nor the mean alone',
    'set one of pooling_mode_cls_token and pooling_mode_mean_tokens',
  );
}

interface File {
  file: string;
  content: string;
}

function required(dir: string, name: string): File {
  const file = join(dir, name);
  if (!existsSync(file))
    throw new EncoderError(file, 'is missing', 'copy it from where the model was published');
  const content = readFileSync(file, 'utf8');
  refusePointer(file, content);
  return { file, content };
}

function parse<T extends z.ZodType>({ file, content }: File, schema: T): z.infer<T> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw new EncoderError(file, 'is not JSON', 'copy the file again');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new EncoderError(file, z.prettifyError(parsed.error), 'copy the file again');
}

function graphBytes(graph: string): Buffer[] {
  const files = [graph, graph + WEIGHTS_BESIDE].filter((file) => existsSync(file));
  return files.map((file) => {
    const bytes = readFileSync(file);
    refusePointer(file, bytes.subarray(0, LFS_POINTER.length).toString('latin1'));
    return bytes;
  });
}

function refusePointer(file: string, start: string): void {
  if (start.startsWith(LFS_POINTER))
    throw new EncoderError(file, 'is a pointer of Git LFS, not the file itself', 'run git lfs pull there');
}

function digestOf(parts: readonly (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part).update('\n');
  return digest.digest('hex');
}
