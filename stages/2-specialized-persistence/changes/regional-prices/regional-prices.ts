import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedDuckdb } from '@outgrow/services/duckdb';
import type { StartedNodeProcess } from '@outgrow/services/node-process';
import type { StartedPostgres } from '@outgrow/services/postgres';
import { withClient } from '@outgrow/services/postgres-query';
import type { ChangeStep, RunningStage, StageChange } from '@outgrow/services/stage';
import { asRecorded, type ProductShape } from '../../src/product-shape.ts';
import { recordedAmongBoth, regional } from './shapes.ts';

// A product's one price becomes prices per region. At the source both changes are the same, and made with the same care: expand, let
// the apps follow one after the other, contract. They differ in whether anybody else is told.

const expanded: ChangeStep = {
  name: 'Postgres takes prices per region beside the one price',
  async run(running) {
    if (running.servers.relay) throw new Error('this change does not know of the relay: start the stage without it');
    await asOwner(running, 'both-shapes.sql');
  },
};
const contracted: ChangeStep = {
  name: 'Postgres drops the one price',
  run: (running) => asOwner(running, 'only-prices.sql'),
};

const undo: readonly ChangeStep[] = [
  { name: 'Postgres takes the one price beside prices per region', run: (running) => asOwner(running, 'both-shapes.sql') },
  appsRun('main.ts', 'the apps run as release 1'),
  { name: 'the warehouse loads the one price', run: (running) => loadsFrom(running, loaderUrl(running)) },
  { name: 'Postgres drops prices per region', run: (running) => asOwner(running, 'only-price.sql') },
  indexMadeAnew(asRecorded, 'the index is made anew with the one price'),
  { name: 'the grid is emptied', run: async ({ urls }) => (await import('./copies-anew.ts')).gridEmptied(urls) },
];

export const atTheSource: StageChange = {
  steps: [expanded, appsRun('changes/regional-prices/release-2.ts', 'the apps run as release 2'), contracted],
  undo,
};

export const everywhere: StageChange = {
  steps: [
    expanded,
    indexMadeAnew(recordedAmongBoth, 'the index is made anew and takes both shapes'),
    appsRun('changes/regional-prices/release-1-reads-both.ts', 'the apps read both shapes'),
    appsRun('changes/regional-prices/release-2-reads-both.ts', 'the apps run as release 2'),
    {
      name: 'the warehouse loads the price from prices per region',
      async run(running) {
        const { atRelease2 } = await import('./at-release-2.ts');
        await loadsFrom(running, atRelease2(loaderUrl(running)));
      },
    },
    indexMadeAnew(regional, 'the index is made anew with prices per region'),
    contracted,
  ],
  undo,
};

async function asOwner({ urls }: RunningStage, file: string): Promise<void> {
  const sql = await readFile(join(import.meta.dirname, 'sql', file), 'utf8');
  await withClient(urls.postgresOwner ?? '', (client) => client.query(sql));
}

/** One after the other, so that one of several goes on to answer. */
function appsRun(entry: string, name: string): ChangeStep {
  return {
    name,
    async run({ stage, apps }) {
      for (const app of apps as readonly StartedNodeProcess[]) {
        app.become({ entry: join(stage.folder, entry) });
        await app.restart();
      }
    },
  };
}

/** What makes it is loaded when it is needed: every command loads the stage, and few change it. */
function indexMadeAnew(shape: ProductShape, name: string): ChangeStep {
  return { name, run: async ({ urls }) => (await import('./copies-anew.ts')).indexMadeAnew(urls, shape) };
}

const loaderUrl = ({ servers }: RunningStage): string => (servers.postgres as StartedPostgres).urlOf('loader');

async function loadsFrom({ servers }: RunningStage, url: string): Promise<void> {
  const warehouse = servers.warehouse as StartedDuckdb;
  warehouse.become({ env: { POSTGRES_URL: url } });
  await warehouse.restart();
}
