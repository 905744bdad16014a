/** Rows aligned for a terminal, under a head and a line. A row that is shorter than the head stands as it is. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isNumber: (at: number) => boolean,
): string {
  const isFull = (row: readonly string[]): boolean => row.length === head.length;
  const widths = head.map((name, at) => Math.max(name.length, ...rows.filter(isFull).map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [
    line(head),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...rows.map((row) => (isFull(row) ? line(row) : row.join('  '))),
  ].join('\n');
}
