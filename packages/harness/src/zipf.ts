/**
 * Popularity by Zipf's law: rank r of `count` is chosen in proportion to 1 / r^exponent. Takes a number in [0, 1) and
 * gives a rank from 0, the most popular. The workloads hold a twin, since k6 can import nothing from here; a test keeps
 * the two alike.
 */
export function zipf(count: number, exponent = 1): (chance: number) => number {
  const upTo = cumulative(count, exponent);
  return (chance) => {
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 1) > chance) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Splits `total` over `count` ranks in the same proportions, without losing one. */
export function zipfShares(total: number, count: number, exponent = 1): number[] {
  const upTo = cumulative(count, exponent);
  return Array.from(upTo, (end, rank) => Math.round(end * total) - Math.round((upTo[rank - 1] ?? 0) * total));
}

function cumulative(count: number, exponent: number): Float64Array {
  const upTo = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / (rank + 1) ** exponent;
    upTo[rank] = sum;
  }
  return upTo.map((value, rank) => (rank === count - 1 ? 1 : value / sum));
}
