import { describe, expect, test } from 'vitest';
import { randomFrom } from './random.ts';
import { chooseThresholds, type Judged, sharesOf, TARGETS } from './thresholds.ts';

const intents = ['a.one', 'a.two', 'none'];
const random = randomFrom(2);
/** Requests score high, others low, some in between; one request in five is ranked wrongly, mostly in close races. */
const judged: Judged[] = Array.from({ length: 3000 }, (_, i) => {
  const request = i % 3 > 0;
  const score = Math.min(1, Math.max(0, (request ? 0.7 : 0.45) + 0.6 * (random.next() - 0.5)));
  const wrong = random.next() < 0.2;
  const lead = wrong ? 0.5 + 0.1 * random.next() : 0.5 + 0.4 * random.next();
  return {
    score,
    intent: request ? (wrong ? 'a.two' : 'a.one') : 'none',
    probabilities: [lead, 0.9 - lead, 0.1],
  };
});

describe('the chosen thresholds', () => {
  const rules = chooseThresholds(judged, intents, ['a.two'], TARGETS);
  const shares = sharesOf(judged, intents, [], { ...rules, perIntent: {} });

  test('keep what they promise on the texts they were chosen on', () => {
    expect(shares.rejectedRequests).toBeLessThanOrEqual(TARGETS.rejectedRequests + 0.002);
    expect(shares.acceptedNone).toBeLessThanOrEqual(TARGETS.acceptedNone + 0.002);
    expect(shares.acceptedWrong).toBeLessThanOrEqual(TARGETS.acceptedWrong + 0.002);
  });

  test('ask between rejecting and accepting', () => {
    expect(rules.accept).toBeGreaterThan(rules.reject);
    expect(shares.clarify).toBeGreaterThan(0);
    expect(shares.accept + shares.clarify + shares.reject).toBeCloseTo(1);
  });

  test('lose urgent requests more rarely, and do not question them for a close race', () => {
    const urgent = rules.perIntent['a.two']!;
    expect(urgent.reject).toBeLessThan(rules.reject);
    expect(urgent.accept).toBeLessThan(rules.accept);
    expect(urgent.margin).toBe(0);
  });

  test('a stricter promise rejects less', () => {
    const strict = chooseThresholds(judged, intents, [], { ...TARGETS, rejectedRequests: 0.001 });
    expect(strict.reject).toBeLessThan(rules.reject);
  });
});
