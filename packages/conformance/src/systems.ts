import { pollUntil } from '@outgrow/services/poll-until';
import type { Started } from '@outgrow/services/service';
import { groupsOf } from '@outgrow/services/together';
import type { Answer, Client } from './client.ts';
import type { Readiness } from './replies.ts';
import type { ShopUnderTest } from './shop-under-test.ts';

const READY_WITHIN_MS = 40_000;

/** The servers without which the app says it is not ready, by name: each can be taken away. */
export async function serversNeeded(shop: ShopUnderTest): Promise<[name: string, server: Started][]> {
  const { body } = await readiness(shop.as.anonymous);
  const { stage, servers } = shop.running;
  const all = { ...servers, ...groupsOf(stage.groups, servers) };
  const needed = Object.entries(all).filter(([name]) => body.systems[name]?.needed);
  if (needed.length > 0) return needed;
  throw new Error(
    `/readyz names ${Object.keys(body.systems)}, of which none is a server or a group of the stage (${Object.keys(all)}): name its systems as stage.ts does`,
  );
}

/** Those it can do without, though with less: by the stage's own word, which the app must agree with. */
export async function dispensableServers(shop: ShopUnderTest): Promise<[name: string, server: Started][]> {
  const { stage, servers } = shop.running;
  const { body } = await readiness(shop.as.anonymous);
  const found = Object.entries(servers).filter(([name]) => stage.servers[name]?.without !== undefined);
  const said = Object.entries(body.systems).flatMap(([name, { needed }]) => (needed ? [] : [name]));
  const declared = found.map(([name]) => name);
  if (said.toSorted().join() === declared.toSorted().join()) return found;
  throw new Error(
    `stage.ts says that it can do without ${declared.join(', ')}, and /readyz that it can do without ${said.join(', ')}`,
  );
}

export const readiness = (client: Client): Promise<Answer<Readiness>> => client.get<Readiness>('/readyz');

/** Waits until the servers hold what they share again and every instance finds all of its systems, without any of them being started again. */
export async function untilReady(shop: ShopUnderTest): Promise<void> {
  // One of a cluster that was paused may still be thought to be there: what the app finds counts once the cluster has settled.
  await Promise.all(Object.values(shop.running.servers).map((server) => server.untilRebalanced?.()));
  const hasAll = ({ status, body }: Answer<Readiness>) => status === 200 && Object.values(body.systems).every(({ ok }) => ok);
  await Promise.all(shop.running.appUrls.map((url) => untilIt(shop.as.anonymous.at(url), 'has all of its systems', hasAll)));
}

/** Waits until every instance says that it misses this system. */
export async function untilMissed(shop: ShopUnderTest, name: string): Promise<void> {
  const misses = ({ status, body }: Answer<Readiness>) =>
    body.systems[name]?.ok === false && (body.systems[name].needed ? status === 503 && !body.ready : status === 200);
  await Promise.all(shop.running.appUrls.map((url) => untilIt(shop.as.anonymous.at(url), `misses ${name}`, misses)));
}

async function untilIt(client: Client, what: string, is: (answer: Answer<Readiness>) => boolean): Promise<void> {
  let last: Answer<Readiness> | undefined;
  await pollUntil(
    `/readyz to say that the app ${what}`,
    READY_WITHIN_MS,
    async () => {
      last = await readiness(client);
      return is(last);
    },
    () => `It last said ${last?.status} ${last?.text}`,
  );
}

/** Stops them all in their tracks while the work is done: whatever is asked of them hangs until then. */
export async function whilePaused(servers: readonly Started[], work: () => Promise<void>): Promise<void> {
  try {
    for (const server of servers) await server.pause();
    await work();
  } finally {
    for (const server of servers) await server.resume();
  }
}
