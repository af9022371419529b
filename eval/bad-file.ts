/** Owns the error for a file that cannot be evaluated. */

/** Says where and why; the command prints it and ends with exit code 2. */
export class BadFile extends Error {
  override readonly name = 'BadFile';

  /** @param line counted from 1; null when the fault is not on a line. */
  constructor(
    readonly file: string,
    readonly line: number | null,
    readonly reason: string,
  ) {
    super(line === null ? `${file}: ${reason}` : `${file}:${line}: ${reason}`);
  }
}
