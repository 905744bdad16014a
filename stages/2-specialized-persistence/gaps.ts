import type { Exposed } from '@outgrow/domain/guarantees';
import type { StartedRedis } from '@outgrow/services/redis';
import type { RunningStage } from '@outgrow/services/stage';
import { Redis } from 'ioredis';

/** The grid refuses the apps everything, as one does that fails over, and keeps what it holds. */
export async function gridRefusesAll({ appUrls, servers }: RunningStage): Promise<Exposed> {
  const grid = servers.grid as StartedRedis;
  const user = decodeURIComponent(new URL(grid.url).username);
  const asAdmin = async (...rules: string[]) => {
    const admin = new Redis(grid.adminUrl, { maxRetriesPerRequest: 1, connectTimeout: 2_000 });
    try {
      await admin.call('ACL', 'SETUSER', user, ...rules);
    } finally {
      admin.disconnect();
    }
  };
  const rules = await rulesOf(grid, user);
  await asAdmin('-@all');
  return { ...urlsOf(appUrls), close: () => asAdmin('reset', ...rules) };
}

/** Its documents stay on disk; what it is told meanwhile is lost. */
export async function indexIsKilled({ appUrls, servers }: RunningStage): Promise<Exposed> {
  await servers.index?.kill();
  return { ...urlsOf(appUrls), close: async () => servers.index?.restart() };
}

/** As `ACL LIST` shows them, without `user <name>`. */
async function rulesOf(grid: StartedRedis, user: string): Promise<string[]> {
  const admin = new Redis(grid.adminUrl, { maxRetriesPerRequest: 1, connectTimeout: 2_000 });
  try {
    const lines = (await admin.call('ACL', 'LIST')) as string[];
    const line = lines.find((text) => text.startsWith(`user ${user} `));
    if (!line) throw new Error(`the grid has no user ${user}`);
    return line.split(' ').slice(2);
  } finally {
    admin.disconnect();
  }
}

function urlsOf([writeUrl, readUrl]: readonly string[]): Pick<Exposed, 'writeUrl' | 'readUrl'> {
  if (!writeUrl || !readUrl) throw new Error('the gap is shown between two app instances; this stage runs with one');
  return { writeUrl, readUrl };
}
