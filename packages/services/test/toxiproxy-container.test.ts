import { isHostNetwork } from '@outgrow/services/container-toxiproxy';
import { serviceMode } from '@outgrow/services/engine';
import { describe, expect, test } from 'vitest';
import { linkPromises } from './link-promises.ts';

const mode = await serviceMode();
if (mode === 'native')
  console.warn('Not tested here: Toxiproxy in a container. Start a Docker engine, or do not set OUTGROW_SERVICES=native.');

describe.skipIf(mode === 'native')('a link through a container to Postgres in one', { timeout: 30_000 }, () =>
  linkPromises('container'),
);

test.for([
  [{ OperatingSystem: 'Debian GNU/Linux 12 (bookworm)', SecurityOptions: ['name=seccomp,profile=default'] }, true],
  [{ OperatingSystem: 'Docker Desktop' }, false],
  [{ OperatingSystem: 'Ubuntu 24.04', SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless'] }, false],
] as const)('runs in a container only where its network is that of this machine: %o', ([info, isHere]) => {
  expect(isHostNetwork(info)).toBe(isHere);
});
