/** Where a line through points passes `level` for the first time, between two of them in proportion; undefined where it does not. */
export function crossing(points: readonly { x: number; y: number }[], level: number): number | undefined {
  for (const [at, point] of points.entries()) {
    if (point.y < level) continue;
    const before = points[at - 1];
    if (!before) return point.x;
    return before.x + ((level - before.y) / (point.y - before.y)) * (point.x - before.x);
  }
  return undefined;
}

/** Where it passes `level` for the last time and stays above it; undefined where it ends below. */
export function lastCrossing(points: readonly { x: number; y: number }[], level: number): number | undefined {
  const lastBelow = points.findLastIndex(({ y }) => y < level);
  return lastBelow === points.length - 1 ? undefined : crossing(points.slice(Math.max(0, lastBelow)), level);
}
