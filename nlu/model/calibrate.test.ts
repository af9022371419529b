import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrate, calibrationError, fitLogistic, fitTemperature, type HeldOut } from './calibrate.ts';
import { acceptanceScore, calibrated } from './decide.ts';
import { randomFrom } from './random.ts';

describe('temperature', () => {
  test('never changes the order of the classes', () => {
    const numbers = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.2, max: 5, noNaN: true }), (p, temperature) => {
        const q = calibrated(p, temperature);
        for (let i = 1; i < p.length; i++)
          expect((q[i]! - q[0]!) * (p[i]! - p[0]!)).toBeGreaterThanOrEqual(0);
        expect(q.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
      }),
    );
  });

  test('cools what is too sure of itself and makes it honest', () => {
    const random = randomFrom(3);
    const boasting = Array.from({ length: 4000 }, () => ({
      probabilities: [0.99, 0.01],
      label: random.next() < 0.8 ? 0 : 1,
    }));
    expect(calibrationError(boasting)).toBeGreaterThan(0.15);
    const temperature = fitTemperature(boasting);
    const honest = boasting.map((row) => ({
      ...row,
      probabilities: calibrated(row.probabilities, temperature),
    }));
    expect(temperature).toBeGreaterThan(2);
    expect(calibrationError(honest)).toBeLessThan(0.01);
  });
});

describe('logistic regression', () => {
  const random = randomFrom(9);
  const rows = Array.from({ length: 5000 }, () => [random.next() * 4 - 2, random.next() * 40 + 100]);
  const truth = { bias: -24, weights: [1.5, 0.2] };

  test('finds the weights by which the answers were drawn', () => {
    const targets = rows.map((row) => random.next() < acceptanceScore(row, truth));
    const { bias, weights } = fitLogistic(rows, targets);
    expect(weights[0]).toBeCloseTo(1.5, 0);
    expect(weights[1]).toBeCloseTo(0.2, 1);
    expect(bias).toBeGreaterThan(-30);
    expect(bias).toBeLessThan(-18);
  });

  test('listens to the rows that count', () => {
    const targets = rows.map((_, i) => i % 2 === 0);
    const model = fitLogistic(
      rows,
      targets,
      rows.map((_, i) => (i % 2 === 0 ? 9 : 1)),
    );
    expect(acceptanceScore([0, 120], model)).toBeCloseTo(0.9, 1);
  });

  test('stays finite when the classes are perfectly apart', () => {
    const { weights } = fitLogistic([[-1], [1], [-2], [2]], [false, true, false, true]);
    expect(Number.isFinite(weights[0])).toBe(true);
    expect(weights[0]).toBeGreaterThan(0);
  });
});

describe('the calibration of a model', () => {
  const random = randomFrom(4);
  const drawn = (intent: string, sure: number): HeldOut => {
    const p = Math.min(0.98, Math.max(0.34, sure + 0.3 * (random.next() - 0.5)));
    const at = ['a.one', 'a.two', 'none'].indexOf(intent);
    const probabilities = new Float32Array(3).fill((1 - p) / 2);
    probabilities[at] = p;
    return {
      intent,
      probabilities,
      margins: probabilities.map((x) => x - 0.5),
      embedding: new Float32Array(1),
      coverage: p,
    };
  };
  const heldOut = Array.from({ length: 900 }, (_, i) => drawn(['a.one', 'a.two', 'none'][i % 3]!, 0.7));

  test('scores a request above what is out of scope', () => {
    const { figures, acceptance } = calibrate(heldOut, ['a.one', 'a.two', 'none'], []);
    expect(figures.noneAuroc).toBe(1);
    expect(acceptance.weights[0]).toBeGreaterThan(0); // the surer of a request, the higher
    expect(acceptance.weights[1]).toBeLessThan(0); // the surer of none, the lower
  });

  test('accepts everything when the model knows no none', () => {
    const requests = heldOut.filter(({ intent }) => intent !== 'none');
    const { figures } = calibrate(requests, ['a.one', 'a.two', 'a.three'], []);
    expect(figures.reject).toBe(0);
    for (const figure of Object.values(figures)) expect(Number.isFinite(figure)).toBe(true);
  });
});
