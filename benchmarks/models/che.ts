/**
 * The hit rate of a full LRU cache by the approximation of Che, Tung and Wang (2002): an item stays for the characteristic time T,
 * the same for all, in which as many different items are asked for as the cache holds. T solves Σ (1 - e^(-pᵢT)) = capacity, in
 * requests, and an item is held with probability 1 - e^(-pᵢT).
 *
 * `popularity` holds the probability of each item; requests do not depend on each other (the independent reference model).
 */
export function cheHitRate(popularity: readonly number[], capacity: number): { hitRate: number; characteristicTime: number } {
  const asked = popularity.filter((p) => p > 0);
  const total = asked.reduce((sum, p) => sum + p, 0);
  if (!(Math.abs(total - 1) < 1e-6)) throw new RangeError(`the popularities add up to ${total}; they must be probabilities`);
  if (!(capacity >= 0)) throw new RangeError(`the capacity is ${capacity}; it must be 0 or more`);
  if (capacity >= asked.length) return { hitRate: 1, characteristicTime: Number.POSITIVE_INFINITY };
  const characteristicTime = rootOf((time) => heldAfter(asked, time) - capacity);
  return { hitRate: asked.reduce((sum, p) => sum + p * chanceWithin(p, characteristicTime), 0), characteristicTime };
}

/**
 * The expected hit rate of the requests after the first `fromRequest` up to and with `toRequest`, where the cache was empty before
 * the first. The n-th request hits where its item is among the n - 1 before it, and not longer ago than the characteristic time:
 * 1 - (1 - pᵢ)^(n-1) while the cache fills, Che's 1 - e^(-pᵢT) from then on.
 */
export function hitRateUpTo(popularity: readonly number[], capacity: number, fromRequest: number, toRequest: number): number {
  if (!(fromRequest >= 0 && toRequest > fromRequest))
    throw new RangeError(`there are no requests after ${fromRequest} up to ${toRequest}`);
  const { hitRate, characteristicTime } = cheHitRate(popularity, capacity);
  const filled = Math.min(toRequest, Math.max(fromRequest, Math.floor(characteristicTime) + 1));
  // The sum of (1 - p)^(n-1) over the requests while it fills is a geometric one.
  const missed = popularity.reduce((sum, p) => sum + notAskedBy(p, fromRequest) - notAskedBy(p, filled), 0);
  return (filled - fromRequest - missed + (toRequest - filled) * hitRate) / (toRequest - fromRequest);
}

const chanceWithin = (p: number, time: number): number => -Math.expm1(-p * time);

const heldAfter = (popularity: readonly number[], time: number): number =>
  popularity.reduce((sum, p) => sum + chanceWithin(p, time), 0);

const notAskedBy = (p: number, requests: number): number => (requests === 0 ? 1 : Math.exp(requests * Math.log1p(-p)));

/** Where a function that grows from below 0 passes it, by bisection to the last bit. */
function rootOf(grows: (at: number) => number): number {
  let low = 0;
  let high = 1;
  while (grows(high) < 0 && high < Number.MAX_VALUE) {
    low = high;
    high *= 2;
  }
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (grows(middle) < 0) low = middle;
    else high = middle;
  }
}
