import { ONE_INSTANCE, type Running, startStage } from '@outgrow/harness/running';
import { seed } from '@outgrow/harness/seed';
import type { Stage, Topology } from '@outgrow/services/stage';
import { SEED } from './floor.ts';
import type { Skew } from './pgbench.ts';

/** One instance of a stage that holds the market, with so many past orders. Stopped again where it cannot be seeded. */
export async function seededStage(
  stage: Stage,
  skew: Skew,
  { orders = 0, ...topology }: Partial<Topology> & { orders?: number } = {},
): Promise<Running> {
  const running = await startStage(stage, { ...ONE_INSTANCE, ...topology });
  try {
    await seed(stage, running.urls, { seed: SEED, orders, ...skew });
    return running;
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}
