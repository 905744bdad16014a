import type { Started } from '@outgrow/services/service';
import { closedLoop, median } from './closed-loop.ts';
import type { Extent, Row } from './floor.ts';
import { KeepAlive } from './keep-alive.ts';
import { watchCpu } from './watch-cpu.ts';

/** What is read, and who answers. */
export interface Side {
  url: string;
  app: Started;
}

/**
 * Reads beside reads of their floor, in turns, the floor first; both answer the same body. Beside the rates the app's processor
 * time per read, which others on the machine weigh on less.
 */
export async function readsInTurns(
  { what, aim }: Pick<Row, 'what' | 'aim'>,
  read: Side,
  floor: Side,
  body: string,
  { rounds, seconds }: Extent,
): Promise<Row[]> {
  const rates: [number, number][] = [];
  const cpuUs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ofFloor = await reading(floor, body, seconds);
    const ofRead = await reading(read, body, seconds);
    rates.push([ofRead.perSecond, ofFloor.perSecond]);
    cpuUs.push([ofRead.cpuUs, ofFloor.cpuUs]);
  }
  return [
    { what, aim, ratio: median(rates.map(([one, other]) => one / other)), shown: shownAs(rates, 0) },
    {
      what: `floor's processor time per read in µs / that of ${what.split(' / ')[0]?.replace('/s', '')}`,
      aim,
      ratio: median(cpuUs.map(([one, other]) => other / one)),
      shown: shownAs(
        cpuUs.map(([one, other]) => [other, one]),
        1,
      ),
    },
  ];
}

const shownAs = (pairs: readonly (readonly [number, number])[], digits: number): string =>
  pairs.map(([one, other]) => `${one.toFixed(digits)}/${other.toFixed(digits)}`).join('  ');

async function reading({ url, app }: Side, body: string, seconds: number): Promise<{ perSecond: number; cpuUs: number }> {
  const { pathname } = new URL(url);
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => KeepAlive.to(url)));
  try {
    let count = 0;
    const cpu = await watchCpu({ app });
    const loop = await closedLoop(clients, { warmUpMs: 500, forMs: seconds * 1_000 }, async (client) => {
      const reply = await client.request('GET', pathname);
      if (reply.status !== 200 || reply.body.length !== body.length) throw new Error(`${pathname} was answered ${reply.status}`);
      count += 1;
    });
    const { app: cpuSeconds = Number.NaN } = await cpu();
    return { perSecond: loop.perSecond, cpuUs: (cpuSeconds * 1e6) / count };
  } finally {
    for (const client of clients) client.close();
  }
}

const CLIENTS = 16;
