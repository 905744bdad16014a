import type { Exposed } from '@outgrow/domain/guarantees';
import type { StartedRedis } from '@outgrow/services/redis';
import type { RunningStage } from '@outgrow/services/stage';
import type { Redis } from 'ioredis';

/** The grid refuses the apps everything, as one does that fails over, and keeps what it holds. */
export async function gridRefusesAll({ appUrls, servers }: RunningStage): Promise<Exposed> {
  // Loaded here: every command loads the stage, and few open a gap.
  const { withRedis } = await import('@outgrow/services/redis-client');
  const grid = servers.grid as StartedRedis;
  const user = decodeURIComponent(new URL(grid.url).username);
  const allow = (...rules: string[]) => withRedis(grid.adminUrl, (admin) => admin.call('ACL', 'SETUSER', user, ...rules));
  const before = await withRedis(grid.adminUrl, (admin) => rulesOf(admin, user));
  await allow('-@all');
  return { ...urlsOf(appUrls), close: async () => void (await allow('reset', ...before)) };
}

/** Its documents stay on disk; what it is told meanwhile is lost. */
export async function indexIsKilled({ appUrls, servers }: RunningStage): Promise<Exposed> {
  await servers.index?.kill();
  return { ...urlsOf(appUrls), close: async () => servers.index?.restart() };
}

/** As `ACL LIST` shows them, without `user <name>`. */
async function rulesOf(admin: Redis, user: string): Promise<string[]> {
  const lines = (await admin.call('ACL', 'LIST')) as string[];
  const line = lines.find((text) => text.startsWith(`user ${user} `));
  if (!line) throw new Error(`the grid has no user ${user}`);
  return line.split(' ').slice(2);
}

function urlsOf([writeUrl, readUrl]: readonly string[]): Pick<Exposed, 'writeUrl' | 'readUrl'> {
  if (!writeUrl || !readUrl) throw new Error('the gap is shown between two app instances; this stage runs with one');
  return { writeUrl, readUrl };
}
