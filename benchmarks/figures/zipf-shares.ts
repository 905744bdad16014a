/** How often each of `count` ranks is asked for, by Zipf's law: in proportion to 1 / rank^exponent. They add up to 1. */
export function zipfShares(count: number, exponent = 1): number[] {
  const weights = Array.from({ length: count }, (_, at) => 1 / (at + 1) ** exponent);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
