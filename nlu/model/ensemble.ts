/** Owns the model as a whole: its two members, their joint outputs and the graph that the runtime serves. */

import { bagOutputs, type EmbeddingBag, softmax } from './bag.ts';
import { fromBytes, toBytes } from './byte-table.ts';
import type { Separators } from './margin.ts';
import { OnnxGraph, TYPE } from './onnx.ts';
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
  /** Geometric mean of both members' probabilities, not yet calibrated. */
  probabilities: Float32Array;
  /** The bag's hidden vector, unit length. */
  embedding: Float32Array;
}

/** Margins become probabilities by a softmax of so many times the margin. */
const SHARPNESS = 6;

/** The reference forward pass, of which the exported graph is a copy. */
export function predict(ensemble: Ensemble, bags: Bags, row: number): Prediction {
  const margins = marginsOf(ensemble.margins, bags, row);
  const { hidden, logits } = bagOutputs(ensemble.bag, bags, row);
  return combine(margins, logits, hidden);
}

function combine(margins: Float32Array, logits: Float32Array, hidden: Float32Array): Prediction {
  // A softmax of mean logits is the geometric mean of the softmaxes, scaled to one.
  const probabilities = softmax(logits.map((logit, c) => (SHARPNESS * margins[c]! + logit) / 2));
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

/** The ensemble with its tables rounded as the graph holds them. */
export function rounded(ensemble: Ensemble): Ensemble {
  const { margins, bag, classes } = ensemble;
  return {
    ...ensemble,
    margins: { ...margins, table: fromBytes(toBytes(margins.table, classes)) },
    bag: { ...bag, table: fromBytes(toBytes(bag.table, bag.width)) },
  };
}

/**
 * The graph: `ids` int32 [length] are the features of all texts, each once, `values` float32 [batch, length] what each
 * counts in each text; they give `margins` and `probabilities` [batch, classes] and `embedding` [batch, width]. The
 * parts of one message share most of their features: what costs is fetching a row, and it is fetched once.
 */
export function toOnnx({ classes, margins, bag }: Ensemble): Uint8Array {
  const graph = new OnnxGraph('intents');
  graph.input('ids', TYPE.int32, ['length']);
  graph.input('values', TYPE.float, ['batch', 'length']);

  const marginBias = graph.constant('margin_bias', TYPE.float, [classes], margins.bias);
  graph.node('Add', [sumNode(graph, 'margin', margins.table, classes), marginBias], 'margins');
  const sharpness = graph.constant('sharpness', TYPE.float, [], Float32Array.of(SHARPNESS));
  const sharp = graph.node('Mul', ['margins', sharpness], 'sharp_margins');

  const hidden = sumNode(graph, 'hidden', bag.table, bag.width);
  const head = graph.constant('head', TYPE.float, [classes, bag.width], bag.head);
  const bias = graph.constant('bias', TYPE.float, [classes], bag.bias);
  const logits = graph.node('Gemm', [hidden, head, bias], 'logits', { transB: { int: 1 } });

  graph.node('Softmax', [graph.node('Mean', [sharp, logits], 'joint')], 'probabilities', {
    axis: { int: 1 },
  });
  graph.node('LpNormalization', [hidden], 'embedding', { axis: { int: 1 }, p: { int: 2 } });

  graph.output('margins', TYPE.float, ['batch', classes]);
  graph.output('probabilities', TYPE.float, ['batch', classes]);
  graph.output('embedding', TYPE.float, ['batch', bag.width]);
  return graph.serialise();
}

/** Σ value · row of the table, over the features of each text. */
function sumNode(graph: OnnxGraph, name: string, table: Float32Array, width: number): string {
  const { bytes, scales } = toBytes(table, width);
  const bytesName = graph.constant(`${name}_table`, TYPE.int8, [scales.length, width], bytes);
  const scalesName = graph.constant(`${name}_scales`, TYPE.float, [scales.length], scales);
  const found = graph.node('Gather', [bytesName, 'ids'], `${name}_bytes`);
  const rows = graph.node('Cast', [found], `${name}_rows`, { to: { int: TYPE.float } });
  const steps = graph.node('Gather', [scalesName, 'ids'], `${name}_steps`);
  const weights = graph.node('Mul', ['values', steps], `${name}_weights`);
  return graph.node('MatMul', [weights, rows], `${name}_sum`);
}
