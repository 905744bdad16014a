import type { Running } from '@outgrow/harness/running';
import { median } from './closed-loop.ts';
import type { Extent, Row } from './floor.ts';
import { inNode } from './in-node.ts';

/**
 * What a transaction costs inside the node, in memory: the least there is, with no backup and with one; an order with the rules in
 * GraalJS beside its reads and writes in plain Java; and writers who all want the same merchant.
 */
export async function insideFloor(running: Running, { rounds, seconds }: Extent): Promise<Row[]> {
  const found: Record<string, number[]> = {};
  const note = (name: string, value: number | undefined) => {
    found[name] = [...(found[name] ?? []), value ?? Number.NaN];
  };
  const half = seconds / 2;
  for (let round = 0; round < rounds; round += 1) {
    for (const backups of [0, 1]) note(`floor${backups}`, (await inNode(running, 'floor', half, { backups })).floorP50Us);
    const beside = await inNode(running, 'plain order', half);
    note('plain', beside.plainP50Us);
    note('order', beside.orderP50Us);
    const hot = await inNode(running, 'writers1 writers16', half);
    note('one', hot.writers1PerSecond);
    note('sixteen', hot.writers16PerSecond);
    note('slowest', hot.writers16SlowestPercent);
  }
  const values = (name: string) => found[name] ?? [];
  const alone = (name: string, what: string, aim: string): Row => ({
    what,
    ratio: median(values(name)),
    aim,
    shown: values(name)
      .map((value) => value.toFixed(0))
      .join('  '),
  });
  const over = (one: string, other: string, what: string, aim: string): Row => {
    const pairs = values(one).map((value, round) => [value, values(other)[round] ?? Number.NaN] as const);
    const ratios = pairs.map(([value, base]) => value / base);
    return {
      what,
      ratio: median(ratios),
      aim,
      shown: pairs.map((pair) => pair.map((each) => each.toFixed(0)).join('/')).join('  '),
    };
  };
  return [
    alone('floor0', 'one get and two puts in the node, no backup, p50 in µs', 'at most 50'),
    alone('floor1', 'one get and two puts in the node, one backup, p50 in µs', 'at most 500'),
    over('order', 'plain', 'order p50, decided in GraalJS / its reads and writes in plain Java', 'at most 2'),
    over('sixteen', 'one', 'orders/s at one hot merchant, 16 writers / one', 'at least 1'),
    alone('slowest', 'the slowest of 16 writers, in % of an even share', 'none starves'),
  ];
}
