import type { Upkeep } from '@outgrow/domain/shop';

export interface Readiness {
  ready: boolean;
  draining: boolean;
  /** `needed`: without it the app is not ready. */
  systems: Record<string, { ok: boolean; needed: boolean; reason?: string }>;
}

const CHECK_TIMEOUT_MS = 1_000;
const CHECK_GIVEN_UP_MS = 5_000;

/** Asks each system whether it answers, waiting a second for it. */
export function readinessOf(
  { systems, dispensable }: Pick<Upkeep, 'systems' | 'dispensable'>,
  isDraining: () => boolean,
): () => Promise<Readiness> {
  const checks = [
    ...Object.entries(systems).map(([name, check]) => ({ name, needed: true, check: joined(check) })),
    ...Object.entries(dispensable).map(([name, check]) => ({ name, needed: false, check: joined(check) })),
  ];
  return async () => {
    const draining = isDraining();
    const found = await Promise.all(
      checks.map(async ({ name, needed, check }) => [name, { needed, ...(await answerOf(check())) }] as const),
    );
    const ready = !draining && found.every(([, { ok, needed }]) => ok || !needed);
    return { ready, draining, systems: Object.fromEntries(found) };
  };
}

/** One check at a time: while a system hangs, those who ask join the check that waits for it instead of adding to the pile. */
function joined(check: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let sinceMs = 0;
  return () => {
    const nowMs = performance.now();
    if (underWay && nowMs - sinceMs < CHECK_GIVEN_UP_MS) return underWay;
    sinceMs = nowMs;
    const mine = (async () => check())().finally(() => {
      if (underWay === mine) underWay = undefined;
    });
    underWay = mine;
    return mine;
  };
}

async function answerOf(check: Promise<void>): Promise<{ ok: boolean; reason?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check, late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
