import { commandIdOf } from '@outgrow/api/credentials';
import type { Opened } from '@outgrow/api/opened';
import type { HistoryEvent } from '@outgrow/checker/history';
import { readJournalFile } from '@outgrow/checker/journal';
import type { AnyRecord } from '@outgrow/domain/records';
import { findK6 } from '@outgrow/harness/k6';
import { load } from '@outgrow/harness/load';
import { type Running, startStage } from '@outgrow/harness/running';
import { seed } from '@outgrow/harness/seed';
import { settle } from '@outgrow/harness/settle';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { query } from '@outgrow/services/postgres-query';
import { open } from '../../src/open.ts';
import stage from '../../stage.ts';
import { keep, mend } from './kept-records.ts';

/** Small, so that a short load meets each merchant with each kind of command. */
export const MARKET = { seed: 'anomalies', merchants: 4, products: 10, customers: 20, orders: 20 };

/** What clients did and saw since a time. */
export interface History {
  since: string;
  events: readonly HistoryEvent[];
}

/** A running stage after a load that nothing was wrong with. */
export interface LoadedStage extends AsyncDisposable {
  readonly running: Running;
  /** The same shop, opened in this process. */
  readonly opened: Opened;
  /** The load's. */
  readonly history: History;
  /** What the load left. */
  readonly records: readonly AnyRecord[];
  /** Runs SQL as a superuser: nothing that the shop is kept to by its rights keeps this. */
  sql(text: string): Promise<void>;
  /** The records as the load left them, whatever was done to them meanwhile, and no cache that holds others. */
  mend(): Promise<void>;
}

export async function loadedStage(): Promise<LoadedStage> {
  await using started = new AsyncDisposableStack();
  const running = started.use(await startStage(stage));
  await seed(stage, running.urls, MARKET);
  const since = new Date().toISOString();
  const events = await eventsOfLoad(running);
  await settle(running.appUrls, running.operatorKey);

  const opened = await open(running.urls, {});
  started.defer(() => opened.shop.close());
  const { adminUrl } = running.servers.postgres as StartedPostgres;
  await keep(adminUrl);
  const records: AnyRecord[] = [];
  for await (const record of opened.shop.records()) records.push(record);
  const owned = started.move();
  return {
    running,
    opened,
    history: { since, events },
    records,
    async sql(text) {
      await query(adminUrl, text);
    },
    async mend() {
      await mend(adminUrl);
      await settle(running.appUrls, running.operatorKey);
      await opened.shop.settle();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Every product and merchant comes equally often: with the few that sell out, a short load hears refusals. */
async function eventsOfLoad({ appUrls }: Running): Promise<HistoryEvent[]> {
  const settings = { ZIPF_EXPONENT: 0 };
  const wanted = { workload: 'mixed', ratePerSecond: 80, warmUpSeconds: 0, seconds: 3, settings };
  await using loaded = await load({ ...wanted, k6: findK6(), appUrls, market: MARKET, run: 'planted' });
  const events: HistoryEvent[] = [];
  await readJournalFile(loaded.journal, {
    commandIdOf,
    see: (event) => events.push(event),
    unreadable(text) {
      throw new Error(`the workload logged a line that is none of a journal: ${text}`);
    },
  });
  return events;
}
