import { serviceMode } from '@outgrow/services/engine';
import { describe } from 'vitest';
import { linkPromises } from './link-promises.ts';

const mode = await serviceMode();
if (mode === 'native')
  console.warn('Not tested here: Toxiproxy in a container. Start a Docker engine, or do not set OUTGROW_SERVICES=native.');

describe.skipIf(mode === 'native')('a link through a container to Postgres in one', { timeout: 30_000 }, () =>
  linkPromises('container'),
);
