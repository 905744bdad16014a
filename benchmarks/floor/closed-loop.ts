/** What a closed loop did: each of `clients` sends its next request when it has heard the reply to the last. */
export interface Loop {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  count: number;
}

/** Runs `step` on every client for a time, after a warm-up that is not counted. */
export async function closedLoop<Client>(
  clients: readonly Client[],
  { warmUpMs, forMs }: { warmUpMs: number; forMs: number },
  step: (client: Client, iteration: number) => Promise<void>,
): Promise<Loop> {
  let iteration = 0;
  const during = async (ms: number, taken?: number[]) => {
    const end = performance.now() + ms;
    await Promise.all(
      clients.map(async (client) => {
        for (let start = performance.now(); start < end; start = performance.now()) {
          await step(client, iteration++);
          taken?.push(performance.now() - start);
        }
      }),
    );
  };
  await during(warmUpMs);
  const taken: number[] = [];
  const start = performance.now();
  await during(forMs, taken);
  const seconds = (performance.now() - start) / 1000;
  taken.sort((a, b) => a - b);
  const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? Number.NaN;
  return { perSecond: taken.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), count: taken.length };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
