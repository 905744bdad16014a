/** The x for which A x comes nearest to b. Undefined where A does not tell: its columns hang together. By orthogonal columns (Gram and Schmidt, twice). */
export function leastSquares(a: readonly (readonly number[])[], b: readonly number[]): number[] | undefined {
  const columns = (a[0] ?? []).map((_, column) => a.map((row) => row[column] ?? 0));
  const basis: number[][] = [];
  const upper: number[][] = [];
  for (const column of columns) {
    let rest = column;
    const shares = basis.map(() => 0);
    for (let pass = 0; pass < 2; pass += 1) {
      for (const [at, direction] of basis.entries()) {
        const share = dot(direction, rest);
        shares[at] = (shares[at] ?? 0) + share;
        rest = rest.map((value, row) => value - share * (direction[row] ?? 0));
      }
    }
    const length = Math.sqrt(dot(rest, rest));
    if (!(length > 1e-12 * Math.sqrt(dot(column, column)))) return undefined;
    basis.push(rest.map((value) => value / length));
    upper.push([...shares, length]);
  }
  const x: number[] = columns.map(() => 0);
  for (let at = columns.length - 1; at >= 0; at -= 1) {
    let left = dot(basis[at] ?? [], b);
    for (let later = at + 1; later < columns.length; later += 1) left -= (upper[later]?.[at] ?? 0) * (x[later] ?? 0);
    x[at] = left / (upper[at]?.[at] ?? 1);
  }
  return x;
}

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
