/** Owns the model as a whole: its two members, their joint outputs and the graph that the runtime serves. */

import { bagOutputs, type EmbeddingBag, softmax } from './bag.ts';
import type { Separators } from './margin.ts';
import { OnnxGraph, TYPE, toFloat16 } from './onnx.ts';
import type { Bags } from './vocabulary.ts';

/** Two members over one vocabulary and one list of classes. */
export interface Ensemble {
  features: number;
  classes: number;
  margins: Separators;
  bag: EmbeddingBag;
}

/** What the model says of one row. */
export interface Prediction {
  /** Distance from each class's separator; all below zero when the text is like nothing we know. */
  margins: Float32Array;
  /** Mean of both members' probabilities, not yet calibrated. */
  probabilities: Float32Array;
  /** The bag's hidden vector, unit length. */
  embedding: Float32Array;
}

/** Margins become probabilities by a softmax of so many times the margin. */
const SHARPNESS = 8;

/** The reference forward pass, of which the exported graph is a copy. */
export function predict(ensemble: Ensemble, bags: Bags, row: number): Prediction {
  const margins = marginsOf(ensemble.margins, bags, row);
  const { hidden, logits } = bagOutputs(ensemble.bag, bags, row);
  return combine(margins, logits, hidden);
}

function combine(margins: Float32Array, logits: Float32Array, hidden: Float32Array): Prediction {
  const sharp = sharpened(margins);
  const probabilities = softmax(logits).map((p, c) => (p + sharp[c]!) / 2);
  return { margins, probabilities, embedding: unit(hidden) };
}

/** Margins as probabilities. */
export function sharpened(margins: Float32Array): Float32Array {
  return softmax(margins.map((m) => m * SHARPNESS));
}

/** Distances of a row from all separators. */
export function marginsOf({ table, bias }: Separators, bags: Bags, row: number): Float32Array {
  const margins = bias.slice();
  for (let i = bags.offsets[row]!; i < bags.offsets[row + 1]!; i++) {
    const value = bags.values[i]!;
    for (let c = 0, at = bags.ids[i]! * bias.length; c < bias.length; c++)
      margins[c]! += value * table[at + c]!;
  }
  return margins;
}

/** In place: divided by its length; a zero vector stays zero. */
function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)) || 1;
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}

/**
 * The graph: `ids` int32 and `values` float32, both [batch, length] and padded with value 0, give
 * `margins` and `probabilities` [batch, classes] and `embedding` [batch, width]. The table that both members
 * share has half precision.
 */
export function toOnnx({ features, classes, margins, bag }: Ensemble): Uint8Array {
  const graph = new OnnxGraph('intents');
  const ids = graph.input('ids', TYPE.int32, ['batch', 'length']);
  const values = graph.input('values', TYPE.float, ['batch', 'length']);
  const joined = toFloat16(joinTables(margins.table, classes, bag.table, bag.width, features));
  const table = graph.constant('table', TYPE.float16, [features, classes + bag.width], joined);
  const rows = graph.node('Cast', [graph.node('Gather', [table, ids], 'rows16')], 'rows', {
    to: { int: TYPE.float },
  });
  const axis = graph.constant('axis', TYPE.int64, [1], BigInt64Array.of(1n));
  const weights = graph.node('Unsqueeze', [values, axis], 'weights');
  const pooled = graph.node('Squeeze', [graph.node('MatMul', [weights, rows], 'sums'), axis], 'pooled');
  const slice = (name: string, from: number, to: number): string => {
    const starts = graph.constant(`${name}_from`, TYPE.int64, [1], BigInt64Array.of(BigInt(from)));
    const ends = graph.constant(`${name}_to`, TYPE.int64, [1], BigInt64Array.of(BigInt(to)));
    return graph.node('Slice', [pooled, starts, ends, axis], name);
  };

  const marginBias = graph.constant('margin_bias', TYPE.float, [classes], margins.bias);
  graph.node('Add', [slice('margin_sums', 0, classes), marginBias], 'margins');
  const sharpness = graph.constant('sharpness', TYPE.float, [], Float32Array.of(SHARPNESS));
  const sharp = softmaxNode(graph, graph.node('Mul', ['margins', sharpness], 'sharp_margins'), 'sharp');

  const hidden = slice('hidden', classes, classes + bag.width);
  const head = graph.constant('head', TYPE.float, [classes, bag.width], bag.head);
  const bias = graph.constant('bias', TYPE.float, [classes], bag.bias);
  const soft = softmaxNode(
    graph,
    graph.node('Gemm', [hidden, head, bias], 'logits', { transB: { int: 1 } }),
    'soft',
  );

  const half = graph.constant('half', TYPE.float, [], Float32Array.of(0.5));
  graph.node('Mul', [graph.node('Add', [sharp, soft], 'both'), half], 'probabilities');
  const tiny = graph.constant('tiny', TYPE.float, [], Float32Array.of(1e-9));
  const length = graph.node('ReduceL2', [hidden], 'length', { axes: { ints: [1] }, keepdims: { int: 1 } });
  graph.node('Div', [hidden, graph.node('Max', [length, tiny], 'safe_length')], 'embedding');

  graph.output('margins', TYPE.float, ['batch', classes]);
  graph.output('probabilities', TYPE.float, ['batch', classes]);
  graph.output('embedding', TYPE.float, ['batch', bag.width]);
  return graph.serialise();
}

function softmaxNode(graph: OnnxGraph, scores: string, output: string): string {
  return graph.node('Softmax', [scores], output, { axis: { int: 1 } });
}

function joinTables(
  left: Float32Array,
  leftWidth: number,
  right: Float32Array,
  rightWidth: number,
  rows: number,
) {
  const width = leftWidth + rightWidth;
  const joined = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    joined.set(left.subarray(row * leftWidth, (row + 1) * leftWidth), row * width);
    joined.set(right.subarray(row * rightWidth, (row + 1) * rightWidth), row * width + leftWidth);
  }
  return joined;
}
