/** Fitting a handful of weights: gradient descent with Adam (Kingma & Ba 2015), from a prior and pulled towards it. */

/** How many examples the prior counts for: few examples change it little, hundreds overrule it. */
const PRIOR_WEIGHT = 5;
const STEPS = 150;
const RATE = 0.1;

/**
 * The weights that minimise a mean loss over `count` examples. `addGradient` adds the gradient of the whole loss at
 * `weights` to `into`. The same examples give the same weights.
 */
export function descend(
  prior: readonly number[],
  count: number,
  addGradient: (weights: Float64Array, into: Float64Array) => void,
): number[] {
  const size = prior.length;
  const weights = Float64Array.from(prior);
  if (count === 0) return [...prior];
  const [mean, square, gradient] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let step = 1; step <= STEPS; step++) {
    gradient.fill(0);
    addGradient(weights, gradient);
    for (let i = 0; i < size; i++) {
      const g =
        ((gradient[i] as number) + PRIOR_WEIGHT * ((weights[i] as number) - (prior[i] as number))) / count;
      mean[i] = 0.9 * (mean[i] as number) + 0.1 * g;
      square[i] = 0.999 * (square[i] as number) + 0.001 * g * g;
      const direction = (mean[i] as number) / (1 - 0.9 ** step);
      const scale = Math.sqrt((square[i] as number) / (1 - 0.999 ** step)) + 1e-8;
      weights[i] = (weights[i] as number) - (RATE * direction) / scale;
    }
  }
  return [...weights];
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Log-odds, kept within ±6 so that no single judge decides alone. */
export function logit(p: number): number {
  return Math.max(-6, Math.min(6, Math.log(p / (1 - p))));
}
