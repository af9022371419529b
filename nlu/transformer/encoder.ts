/** Owns a loaded transformer: texts in, one vector of unit length for each out. */

import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type EncoderFiles, type Pooling, readEncoderFiles } from './directory.ts';
import { EncoderError } from './encoder-error.ts';
import { parseTokenizer, type Tokens } from './tokenizer.ts';

/** A sentence encoder. */
export interface Encoder {
  /** Length of the vectors. */
  readonly dimension: number;
  /** Hex digest: two encoders with the same one give the same vectors. */
  readonly digest: string;
  /** One vector for each text, of unit length, in order. */
  encode(texts: readonly string[]): Promise<Float32Array[]>;
}

/** Nobody writes to customer service at greater length; a transformer's time grows with the square. */
const MOST_TOKENS = 128;
const BATCH = 32;
/** Short texts gain nothing from more threads. */
const MOST_THREADS = 4;

/** The inputs of a BERT graph that we can fill. */
const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'] as const;
type InputName = (typeof INPUTS)[number];
/** The outputs that we can use, the readier first. */
const SENTENCE = 'sentence_embedding';
const TOKENS = ['last_hidden_state', 'token_embeddings'];
const EXPORT = 'export it again: optimum-cli export onnx --task feature-extraction --model NAME DIR';

/**
 * Loads a Hugging Face directory: tokenizer.json, config.json and model.onnx (in the root or in onnx/), and
 * 1_Pooling/config.json when there.
 * @throws EncoderError when a file is missing or wrong: which, what is wrong, how to mend it
 */
export async function openEncoder(dir: string): Promise<Encoder> {
  const files = readEncoderFiles(dir);
  const tokenize = parseTokenizer(files.tokenizer.file, files.tokenizer.content);
  const session = await openGraph(files.graph);
  const run = runner(session, files);
  const most = Math.min(MOST_TOKENS, files.positions);

  const encode = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const tokens = texts.map((text) => tokenize(text, most));
    // Texts of like length stand together: padding is work too.
    const order = [...tokens.keys()].sort((a, b) => tokens[a]!.ids.length - tokens[b]!.ids.length);
    const vectors: Float32Array[] = [];
    for (let at = 0; at < order.length; at += BATCH) {
      const places = order.slice(at, at + BATCH);
      const found = await run(places.map((i) => tokens[i]!));
      for (const [row, i] of places.entries()) vectors[i] = found[row]!;
    }
    return vectors;
  };
  await tryOut(files, encode);
  return { dimension: files.dimension, digest: files.digest, encode };
}

async function openGraph(file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, {
      intraOpNumThreads: Math.min(MOST_THREADS, availableParallelism()),
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new EncoderError(file, `does not load (${(error as Error).message})`, EXPORT);
  }
}

/** The first run shows what no file says: a vocabulary that is larger than the table, say. */
async function tryOut({ graph }: EncoderFiles, encode: Encoder['encode']): Promise<void> {
  try {
    await encode(['电费', '电']);
  } catch (error) {
    if (error instanceof EncoderError) throw error;
    throw new EncoderError(graph, `does not run (${(error as Error).message})`, EXPORT);
  }
}

type Run = (rows: readonly Tokens[]) => Promise<Float32Array[]>;

function runner(session: InferenceSession, { graph, dimension, pooling }: EncoderFiles): Run {
  const strange = session.inputNames.filter((name) => !(INPUTS as readonly string[]).includes(name));
  if (strange.length > 0)
    throw new EncoderError(graph, `asks for the inputs ${strange.join(', ')}, which are not BERT's`, EXPORT);
  const names = session.inputNames as InputName[];
  const output = [SENTENCE, ...TOKENS].find((name) => session.outputNames.includes(name));
  if (!output)
    throw new EncoderError(
      graph,
      `gives ${session.outputNames.join(', ')}, and neither ${SENTENCE} nor ${TOKENS[0]}`,
      EXPORT,
    );

  return async (rows) => {
    const length = Math.max(...rows.map(({ ids }) => ids.length));
    const feeds = Object.fromEntries(names.map((name) => [name, inputOf(name, rows, length)]));
    const { data, dims } = (await session.run(feeds, [output]))[output]!;
    if (!(data instanceof Float32Array) || dims.at(-1) !== dimension)
      throw new EncoderError(
        graph,
        `gives vectors of ${dims.at(-1)} ${data.constructor.name}, and config.json says ${dimension} numbers`,
        'take both files from the same model',
      );
    return rows.map(({ ids }, row) => {
      if (output === SENTENCE) return unit(data.slice(row * dimension, (row + 1) * dimension));
      const from = row * length * dimension;
      return unit(pool(data.subarray(from, from + ids.length * dimension), dimension, pooling));
    });
  };
}

/** [rows, length], padded with zero: no attention goes there, so any id will do. */
function inputOf(name: InputName, rows: readonly Tokens[], length: number): Tensor {
  const values = new BigInt64Array(rows.length * length);
  rows.forEach(({ ids, types }, row) => {
    for (let i = 0; i < ids.length; i++) {
      const value = name === 'input_ids' ? ids[i]! : name === 'token_type_ids' ? types[i]! : 1;
      values[row * length + i] = BigInt(value);
    }
  });
  return new Tensor('int64', values, [rows.length, length]);
}

function pool(tokens: Float32Array, dimension: number, pooling: Pooling): Float32Array {
  const sum = tokens.slice(0, dimension);
  if (pooling === 'cls') return sum;
  for (let i = dimension; i < tokens.length; i++) sum[i % dimension]! += tokens[i]!;
  return sum; // the length is lost anyway
}

/** In place. */
function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}
