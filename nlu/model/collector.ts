/** Owns gathering the features of one text: each hash once, in the order of first sight, with how often it came. */

/** Of what kind a feature is. */
export interface Family {
  /** Mixed into the hash, so that families never meet. */
  code: number;
  /** How much a feature of the family counts. */
  weight: number;
  /** Texts that a feature must occur in to be learned. */
  minimum: number;
}

/** The different features of one text. */
export interface Features {
  /** Unsigned 32-bit hashes, each once. */
  hashes: Uint32Array;
  /** How much each counts: its family's weight times (1 + log of its count). */
  masses: Float32Array;
  /** Texts that each must occur in to be learned. */
  minima: Uint8Array;
}

/** A power of two, and more than most texts have features. */
const ROOM = 1024;

/** Open addressing over arrays that are used again for every text: a `Map` cost half of the reading. */
export class Collector {
  private size = 0;
  private hashes = new Uint32Array(ROOM);
  private counts = new Uint32Array(ROOM);
  private readonly families: Family[] = [];
  /** Place of a hash, plus one; 0 is free. */
  private slots = new Uint32Array(2 * ROOM);

  add(hash: number, family: Family): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let place = this.slots[slot]!; place > 0; place = this.slots[slot]!) {
      if (this.hashes[place - 1] === hash) {
        this.counts[place - 1]!++;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.hashes[this.size] = hash;
    this.counts[this.size] = 1;
    this.families[this.size] = family;
    this.slots[slot] = ++this.size;
    if (this.size === this.hashes.length) this.grow();
  }

  /** What was gathered; the collector is empty again. */
  take(): Features {
    const { size } = this;
    const features = {
      hashes: this.hashes.slice(0, size),
      masses: new Float32Array(size),
      minima: new Uint8Array(size),
    };
    for (let i = 0; i < size; i++) {
      const { weight, minimum } = this.families[i]!;
      features.masses[i] = weight * (1 + Math.log(this.counts[i]!));
      features.minima[i] = minimum;
    }
    this.slots.fill(0);
    this.size = 0;
    return features;
  }

  private grow(): void {
    const [hashes, counts] = [this.hashes, this.counts];
    this.hashes = new Uint32Array(2 * hashes.length);
    this.hashes.set(hashes);
    this.counts = new Uint32Array(2 * counts.length);
    this.counts.set(counts);
    this.slots = new Uint32Array(2 * this.slots.length);
    const mask = this.slots.length - 1;
    for (let i = 0; i < this.size; i++) {
      let slot = this.hashes[i]! & mask;
      while (this.slots[slot]! > 0) slot = (slot + 1) & mask;
      this.slots[slot] = i + 1;
    }
  }
}
