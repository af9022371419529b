/** Owns the error that tells an operator what is wrong with an encoder's directory. */

/** Names the file, what is wrong with it and how to mend it. */
export class EncoderError extends Error {
  override readonly name = 'EncoderError';

  constructor(file: string, wrong: string, mend: string) {
    super(`${file}: ${wrong}; ${mend}`);
  }
}
