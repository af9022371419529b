/** Owns the timing of single calls: warmed up first, then one after another. */

const WARM_UP = 200;

/** A call's value and how long it took, in milliseconds. */
export async function timed<T>(work: () => Promise<T> | T): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

/** Runs `work` on texts like the rows' own, yet not the same, so that neither cold code nor a cache is measured. */
export async function warmUp(
  rows: readonly { text: string }[],
  work: (text: string) => Promise<unknown>,
): Promise<void> {
  for (const { text } of rows.slice(0, WARM_UP)) await work(`${text}，谢谢`);
}
