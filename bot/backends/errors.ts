/** What can go wrong at a backend, classed by whose fault it is and whether to try again. */

/**
 * `rejected`: the backend understood and refused; trying again gives the same.
 * `unavailable`: it was not reached, nothing happened.
 * `timeout`: no answer in time; a write may have happened (outcome unknown) and must only be repeated with the same key.
 */
export type BackendFault = 'rejected' | 'unavailable' | 'timeout';

export class BackendError extends Error {
  override readonly name = 'BackendError';
  constructor(
    readonly kind: BackendFault,
    message: string,
    /** The call was a write. */
    readonly write = false,
  ) {
    super(message);
  }

  /** Whether the same call with the same key may succeed later. */
  get retry(): boolean {
    return this.kind !== 'rejected';
  }

  /** The write may have happened. */
  get outcomeUnknown(): boolean {
    return this.write && this.kind === 'timeout';
  }
}
