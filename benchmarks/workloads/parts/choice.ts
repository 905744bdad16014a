// Twins of the harness's random.ts and zipf.ts: k6 imports nothing from packages. A test of the harness keeps them alike.

/** Numbers in [0, 1), the same for the same seed. */
export function random(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Rank r of `count` is chosen in proportion to 1 / r^exponent; takes a number in [0, 1), gives a rank from 0. */
export function zipf(count: number, exponent = 1): (chance: number) => number {
  const upTo = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / (rank + 1) ** exponent;
    upTo[rank] = sum;
  }
  return (chance) => {
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? sum) / sum > chance) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** A whole number from `least` to `most`, both included. */
export const between = (next: () => number, least: number, most: number): number =>
  least + Math.floor(next() * (most - least + 1));
