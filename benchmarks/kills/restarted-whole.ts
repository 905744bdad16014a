import type { Running } from '@outgrow/harness/running';
import { withShop } from '@outgrow/harness/seed';
import { settle } from '@outgrow/harness/settle';
import type { Progress } from '@outgrow/services/service';
import { differing, recordsHeld } from './records-held.ts';

/** Kills all servers at once and starts them again; whether the shop then holds the same records, which is printed. The app is left running. */
export async function restartedWhole(running: Running, progress: Progress): Promise<boolean> {
  const held = () => withShop(running.stage, running.urls, recordsHeld);
  const servers = Object.values(running.servers);
  progress('reading all records');
  const before = await held();
  progress('killing all nodes at once, and starting them again');
  const startMs = performance.now();
  await Promise.all(servers.map((server) => server.kill()));
  await Promise.all(servers.map((server) => server.restart()));
  const backSeconds = (performance.now() - startMs) / 1_000;
  await settle(running.appUrls, running.operatorKey);
  const readySeconds = (performance.now() - startMs) / 1_000;
  const after = await held();
  const { gone, come } = differing(before, after);
  const isSame = Object.keys(gone).length + Object.keys(come).length === 0 && before.size > 0;
  const times = `whole after ${backSeconds.toFixed(1)} s, the app after ${readySeconds.toFixed(1)} s`;
  const verdict = isSame ? 'all the same' : `gone ${JSON.stringify(gone)}, come ${JSON.stringify(come)}`;
  console.log(`full restart: ${before.size} records before, ${after.size} after: ${verdict} (${times})`);
  return isSame;
}
