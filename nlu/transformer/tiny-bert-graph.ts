/** Owns the graph of a BERT encoder, as Hugging Face exports `BertModel` (without the pooler), with random weights. */

import { OnnxGraph, TYPE } from '../model/onnx.ts';
import { type Random, randomFrom } from '../model/random.ts';

export interface BertSize {
  words: number;
  positions: number;
  hidden: number;
  layers: number;
  /** Divides `hidden`. */
  heads: number;
}

/** The bytes of the graph: the inputs and the output that the real one has. Same size and seed, same bytes. */
export function bertGraph(size: BertSize, seed: number): Uint8Array {
  const bert = new BertGraph(size, randomFrom(seed));
  const shape = ['batch', 'sequence'];
  const ids = bert.graph.input('input_ids', TYPE.int64, shape);
  const mask = bert.graph.input('attention_mask', TYPE.int64, shape);
  const types = bert.graph.input('token_type_ids', TYPE.int64, shape);
  let state = bert.embeddings(ids, types);
  const unseen = bert.unseen(mask);
  for (let layer = 0; layer < size.layers; layer++) state = bert.layer(`layer${layer}`, state, unseen);
  bert.graph.node('Identity', [state], 'last_hidden_state');
  bert.graph.output('last_hidden_state', TYPE.float, [...shape, size.hidden]);
  return bert.graph.serialise();
}

class BertGraph {
  readonly graph = new OnnxGraph('bert');

  constructor(
    private readonly size: BertSize,
    private readonly random: Random,
  ) {}

  /** Words, places and segments, added up and normed. */
  embeddings(ids: string, types: string): string {
    const { words, positions, hidden } = this.size;
    const length = this.graph.node('Shape', [ids], 'length', { start: { int: 1 }, end: { int: 2 } });
    const bounds = [this.whole('from', 0), length, this.whole('axis', 0)];
    const place = this.graph.node(
      'Slice',
      [this.weights('positions', [positions, hidden], 0.3), ...bounds],
      'place',
    );
    const word = this.graph.node('Gather', [this.weights('words', [words, hidden], 1), ids], 'word');
    const type = this.graph.node('Gather', [this.weights('types', [2, hidden], 0.3), types], 'type');
    return this.norm('embeddings', this.add('placed', this.add('typed', word, type), place));
  }

  /** [batch, 1, 1, sequence]: nothing where the mask is one, a large negative number elsewhere. */
  unseen(mask: string): string {
    const floats = this.graph.node('Cast', [mask], 'mask', { to: { int: TYPE.float } });
    const wide = this.graph.node('Unsqueeze', [floats, this.whole('mask_axes', 1, 2)], 'wide_mask');
    const inverse = this.graph.node('Sub', [this.scalar('one', 1), wide], 'inverse_mask');
    return this.graph.node('Mul', [inverse, this.scalar('far', -10_000)], 'unseen');
  }

  /** Attention and the two-layer network, each added to what it was given and normed. */
  layer(name: string, state: string, unseen: string): string {
    const { hidden } = this.size;
    const attention = this.attention(`${name}_attention`, state, unseen);
    const attended = this.linear(`${name}_output`, attention, hidden, hidden);
    const middle = this.norm(`${name}_middle`, this.add(`${name}_attended`, attended, state));
    const wide = this.gelu(`${name}_gelu`, this.linear(`${name}_wide`, middle, hidden, 2 * hidden));
    const narrow = this.linear(`${name}_narrow`, wide, 2 * hidden, hidden);
    return this.norm(`${name}_end`, this.add(`${name}_sum`, narrow, middle));
  }

  private attention(name: string, state: string, unseen: string): string {
    const { hidden, heads } = this.size;
    const apart = this.whole(`${name}_apart`, 0, 0, heads, hidden / heads);
    const project = (part: string, perm: number[]): string => {
      const projected = this.linear(`${name}_${part}`, state, hidden, hidden);
      const split = this.graph.node('Reshape', [projected, apart], `${name}_${part}_apart`);
      return this.graph.node('Transpose', [split], `${name}_${part}_heads`, { perm: { ints: perm } });
    };
    const products = this.graph.node(
      'MatMul',
      [project('query', [0, 2, 1, 3]), project('key', [0, 2, 3, 1])],
      `${name}_products`,
    );
    const root = this.scalar(`${name}_root`, Math.sqrt(hidden / heads));
    const scores = this.add(
      `${name}_masked`,
      this.graph.node('Div', [products, root], `${name}_scores`),
      unseen,
    );
    const shares = this.graph.node('Softmax', [scores], `${name}_shares`, { axis: { int: -1 } });
    const context = this.graph.node('MatMul', [shares, project('value', [0, 2, 1, 3])], `${name}_context`);
    const back = this.graph.node('Transpose', [context], `${name}_back`, { perm: { ints: [0, 2, 1, 3] } });
    return this.graph.node('Reshape', [back, this.whole(`${name}_together`, 0, 0, hidden)], name);
  }

  /** x · (1 + erf(x/√2)) / 2. */
  private gelu(name: string, x: string): string {
    const scaled = this.graph.node('Mul', [x, this.scalar(`${name}_root`, Math.SQRT1_2)], `${name}_scaled`);
    const erf = this.graph.node('Erf', [scaled], `${name}_erf`);
    const share = this.add(`${name}_share`, erf, this.scalar(`${name}_one`, 1));
    const half = this.graph.node('Mul', [x, this.scalar(`${name}_half`, 0.5)], `${name}_x`);
    return this.graph.node('Mul', [half, share], name);
  }

  private linear(name: string, from: string, inner: number, outer: number): string {
    const weights = this.weights(`${name}_weights`, [inner, outer], Math.sqrt(3 / inner));
    const product = this.graph.node('MatMul', [from, weights], `${name}_product`);
    return this.add(name, product, this.weights(`${name}_bias`, [outer], 0.02));
  }

  private norm(name: string, from: string): string {
    const { hidden } = this.size;
    const scale = this.graph.constant(
      `${name}_scale`,
      TYPE.float,
      [hidden],
      new Float32Array(hidden).fill(1),
    );
    const bias = this.graph.constant(`${name}_shift`, TYPE.float, [hidden], new Float32Array(hidden));
    return this.graph.node('LayerNormalization', [from, scale, bias], `${name}_norm`, {
      epsilon: { float: 1e-12 },
    });
  }

  private add(name: string, a: string, b: string): string {
    return this.graph.node('Add', [a, b], name);
  }

  /** Numbers between ±spread. */
  private weights(name: string, dims: number[], spread: number): string {
    const length = dims.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length }, () => spread * (2 * this.random.next() - 1));
    return this.graph.constant(name, TYPE.float, dims, values);
  }

  private whole(name: string, ...values: number[]): string {
    return this.graph.constant(name, TYPE.int64, [values.length], BigInt64Array.from(values, BigInt));
  }

  private scalar(name: string, value: number): string {
    return this.graph.constant(name, TYPE.float, [], Float32Array.of(value));
  }
}
