/** Owns the model as a whole: members side by side, their exported graph and its contract with the runtime. */

import { OnnxGraph, TYPE, toFloat16 } from './onnx.ts';
import { forward, type Member, softmax } from './trainer.ts';
import type { Bags } from './vocabulary.ts';

/** Members with one vocabulary and one list of classes; their probabilities are averaged. */
export interface Ensemble {
  members: Member[];
  classes: number;
  features: number;
}

/** The columns of the one table: all members side by side. */
export function columnsOf(ensemble: Ensemble): number {
  return ensemble.members.reduce((sum, member) => sum + member.columns, 0);
}

/** Length of the embedding: the hidden vectors of the members that have one. */
export function dimensionOf(ensemble: Ensemble): number {
  return ensemble.members.reduce((sum, member) => sum + (member.head ? member.columns : 0), 0);
}

/** The reference forward pass: mean probabilities and the unit-length embedding of one row. */
export function predict(
  ensemble: Ensemble,
  bags: Bags,
  row: number,
): { probabilities: Float32Array; embedding: Float32Array } {
  const probabilities = new Float32Array(ensemble.classes);
  const embedding = new Float32Array(dimensionOf(ensemble));
  let at = 0;
  for (const member of ensemble.members) {
    const { hidden, logits } = forward(member, bags, row);
    softmax(logits).forEach((p, c) => {
      probabilities[c]! += p / ensemble.members.length;
    });
    if (!member.head) continue;
    embedding.set(unit(hidden), at);
    at += hidden.length;
  }
  return { probabilities, embedding: unit(embedding) };
}

/** In place: divided by its length; a zero vector stays zero. */
function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)) || 1;
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return vector;
}

/**
 * The graph: `ids` int32 and `values` float32, both [batch, length] and padded with value 0, give
 * `probabilities` [batch, classes] and `embedding` [batch, dimension]. Weights of the table are half precision.
 */
export function toOnnx(ensemble: Ensemble): Uint8Array {
  const graph = new OnnxGraph('intents');
  const ids = graph.input('ids', TYPE.int32, ['batch', 'length']);
  const values = graph.input('values', TYPE.float, ['batch', 'length']);
  const columns = columnsOf(ensemble);
  const table = graph.constant(
    'table',
    TYPE.float16,
    [ensemble.features, columns],
    toFloat16(joinTables(ensemble)),
  );
  const rows = graph.node('Cast', [graph.node('Gather', [table, ids], 'rows16')], 'rows', {
    to: { int: TYPE.float },
  });
  const axis1 = graph.constant('axis1', TYPE.int64, [1], BigInt64Array.of(1n));
  const weights = graph.node('Unsqueeze', [values, axis1], 'weights');
  const pooled = graph.node('Squeeze', [graph.node('MatMul', [weights, rows], 'sums'), axis1], 'pooled');
  const outputs = ensemble.members.map((member, i) =>
    memberNodes(graph, member, i, pooled, offsetOf(ensemble, i), axis1),
  );
  const share = graph.constant('share', TYPE.float, [], Float32Array.of(1 / ensemble.members.length));
  graph.node(
    'Mul',
    [
      graph.node(
        'Sum',
        outputs.map((o) => o.probabilities),
        'total',
      ),
      share,
    ],
    'probabilities',
  );
  const hidden = outputs.flatMap((o) => (o.unit ? [o.unit] : []));
  normalised(
    graph,
    hidden.length > 1 ? graph.node('Concat', hidden, 'joined', { axis: { int: 1 } }) : hidden[0]!,
    'embedding',
  );
  graph.output('probabilities', TYPE.float, ['batch', ensemble.classes]);
  graph.output('embedding', TYPE.float, ['batch', dimensionOf(ensemble)]);
  return graph.serialise();
}

function offsetOf(ensemble: Ensemble, index: number): number {
  return ensemble.members.slice(0, index).reduce((sum, member) => sum + member.columns, 0);
}

function memberNodes(
  graph: OnnxGraph,
  member: Member,
  i: number,
  pooled: string,
  offset: number,
  axis1: string,
) {
  const from = graph.constant(`from${i}`, TYPE.int64, [1], BigInt64Array.of(BigInt(offset)));
  const to = graph.constant(`to${i}`, TYPE.int64, [1], BigInt64Array.of(BigInt(offset + member.columns)));
  const hidden = graph.node('Slice', [pooled, from, to, axis1], `hidden${i}`);
  const bias = graph.constant(`bias${i}`, TYPE.float, [member.bias.length], member.bias);
  const scores = member.head
    ? graph.node(
        'Gemm',
        [
          hidden,
          graph.constant(`head${i}`, TYPE.float, [member.bias.length, member.columns], member.head),
          bias,
        ],
        `logits${i}`,
        { transB: { int: 1 } },
      )
    : graph.node('Add', [hidden, bias], `logits${i}`);
  const probabilities = graph.node('Softmax', [scores], `probabilities${i}`, { axis: { int: 1 } });
  return { probabilities, unit: member.head ? normalised(graph, hidden, `unit${i}`) : undefined };
}

/** x / max(‖x‖, tiny): a zero vector stays zero. */
function normalised(graph: OnnxGraph, vector: string, output: string): string {
  const length = graph.node('ReduceL2', [vector], `${output}_length`, {
    axes: { ints: [1] },
    keepdims: { int: 1 },
  });
  const tiny = graph.constant(`${output}_tiny`, TYPE.float, [], Float32Array.of(1e-9));
  return graph.node('Div', [vector, graph.node('Max', [length, tiny], `${output}_safe`)], output);
}

function joinTables(ensemble: Ensemble): Float32Array {
  const columns = columnsOf(ensemble);
  const joined = new Float32Array(ensemble.features * columns);
  let offset = 0;
  for (const { table, columns: width } of ensemble.members) {
    for (let f = 0; f < ensemble.features; f++)
      joined.set(table.subarray(f * width, (f + 1) * width), f * columns + offset);
    offset += width;
  }
  return joined;
}
