/** Runs all of it, so many at a time, and gives the results in the order of the items. */
export async function inParallel<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T, place: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = Array.from(items).entries();
  const worker = async () => {
    for (const [place, item] of left) results[place] = await work(item, place);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** 1 to n. */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);
