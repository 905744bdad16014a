import { stageNumbered } from '@outgrow/harness/stages';
import type { Durability, Stage, Topology } from '@outgrow/services/stage';
import { COMPILED_FULLY } from '../figures/compiled-fully.ts';
import type { Extent, Row } from './floor.ts';
import { SKEW } from './floor.ts';
import { insideFloor } from './inside-floor.ts';
import { seededStage } from './seeded-stage.ts';
import { stepTimes } from './step-times.ts';

export const STAGE_5_PARTS = {
  inside: "stage 5's execute in the node and over HTTP beside stage 1's; plain Java; one hot merchant",
};

/** The wanted parts, each as its rows when it has been measured. */
export async function* onStage5(
  wants: (part: keyof typeof STAGE_5_PARTS) => boolean,
  extent: Extent,
  say: (message: string) => void,
): AsyncGenerator<Row[]> {
  if (!wants('inside')) return;
  const [single, cluster] = [await stageNumbered(1), await stageNumbered(5)];
  const turns = `${extent.rounds} rounds`;
  for (const durability of ['fsync', 'log'] as const) {
    say(`starting stages 1 and 5 with durability ${durability}, and seeding both with the same market`);
    await using before = await seededStage(single, SKEW, single.durabilities[durability] ?? {});
    await using after = await seededStage(cluster, SKEW, compiledFully(cluster, durability));
    say(`an order alone, durability ${durability}, ${turns} of 4 × ${extent.seconds / 2} s`);
    yield await stepTimes(before, after, durability, SKEW, extent);
  }
  say('starting stage 5 in memory');
  await using inMemory = await seededStage(cluster, SKEW, compiledFully(cluster, 'memory'));
  say(`inside the node, in memory, ${turns} of 6 × ${extent.seconds / 2} s`);
  yield await insideFloor(inMemory, extent);
}

function compiledFully({ durabilities }: Stage, durability: Durability): Partial<Topology> {
  const { serverSettings, ...topology } = durabilities[durability] ?? {};
  return { ...topology, serverSettings: { ...serverSettings, node1: { ...serverSettings?.node1, ...COMPILED_FULLY } } };
}
