import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { OnnxGraph, TYPE, toFloat16 } from './onnx.ts';

describe('half precision', () => {
  test.each([
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.5, 0x3800],
    [65504, 0x7bff],
    [1e9, 0x7bff],
    [-1e9, 0xfbff],
    [2 ** -24, 0x0001],
    [2 ** -26, 0x0000],
    [1 + 2 ** -11, 0x3c00], // a tie goes to the even neighbour
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.9, 0x6800], // rounds up into the next exponent
  ])('%d', (value, bits) => {
    expect(toFloat16(Float32Array.of(value))[0]).toBe(bits);
  });

  test('is what onnxruntime reads back, within half a step', async () => {
    const values = fc.sample(fc.double({ min: -60000, max: 60000, noNaN: true }), { numRuns: 500, seed: 1 });
    const graph = new OnnxGraph('cast');
    const half = graph.constant('half', TYPE.float16, [values.length], toFloat16(Float32Array.from(values)));
    const zero = graph.input('zero', TYPE.float, ['n']);
    const full = graph.node('Cast', [half], 'full', { to: { int: TYPE.float } });
    graph.node('Add', [full, zero], 'sum');
    graph.output('sum', TYPE.float, [values.length]);
    const session = await InferenceSession.create(graph.serialise());
    const { sum } = await session.run({ zero: new Tensor('float32', [0], [1]) });
    values.forEach((value, i) => {
      const step = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(value) || 1)) - 10);
      expect(Math.abs(Number(sum!.data[i]) - value)).toBeLessThanOrEqual(0.5001 * step);
    });
  });
});
