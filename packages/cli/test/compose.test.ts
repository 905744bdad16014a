import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { outgrow } from './outgrow.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outgrow-compose-'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(dir, { recursive: true, force: true }));

/** What an engine that is well says; each test changes what it is about. */
const WELL = {
  version: 'echo 2.40.1',
  info: `echo '{"MemTotal": 25769803776, "OperatingSystem": "Debian GNU/Linux 12"}'`,
  config: `echo '${JSON.stringify({ name: 'outgrow-1', services: { app: { image: 'shop:1', mem_limit: '1073741824' } } })}'`,
  inspect: 'exit 0',
  pull: 'exit 0',
  build: 'echo "it was asked to build" >&2; exit 99',
};

/** A docker that answers what is asked before anything is started, and ends the test should it be asked to start something. */
async function saying(answers: Partial<typeof WELL>) {
  const said = { ...WELL, ...answers };
  const script = `#!/bin/sh
case "$*" in
  "compose version"*) ${said.version} ;;
  info*) ${said.info} ;;
  *" config "*) ${said.config} ;;
  "image inspect"*) ${said.inspect} ;;
  pull*) ${said.pull} ;;
  *" build --quiet") ${said.build} ;;
  ps*) exit 0 ;;
  *) echo "it was asked: $*" >&2; exit 99 ;;
esac
`;
  await writeFile(join(dir, 'docker'), script);
  await chmod(join(dir, 'docker'), 0o755);
  vi.stubEnv('PATH', `${dir}:/usr/bin:/bin`);
}

const config = (service: object) => `echo '${JSON.stringify({ name: 'outgrow-1', services: { app: service } })}'`;

test.for([
  ['no compose', { version: 'exit 1' }, 'this docker has no compose: install the plugin'],
  ['a compose too old', { version: 'echo v2.17.3' }, 'Docker Compose v2.17.3 is too old: install 2.20 or later'],
  [
    'no engine',
    { info: 'echo "error: Cannot connect to the Docker daemon at unix:///x. Is it running?" >&2; exit 1' },
    'no Docker engine answers (Cannot connect to the Docker daemon at unix:///x. Is it running?): start it',
  ],
  ['an older client without an engine', { info: `echo '{"MemTotal":0}'; echo "ERROR: nobody there" >&2` }, 'nobody there'],
  ['a file it does not take', { config: 'echo "services.app.image must be a string" >&2; exit 15' }, 'image must be a string'],
  [
    'too little memory',
    { info: `echo '{"MemTotal": 1073741824, "OperatingSystem": "Docker Desktop"}'` },
    "outgrow-1 takes up to 1,024 MiB, and Docker has 1,024 MiB: give it 2 GiB in Docker Desktop's settings, under Resources",
  ],
  [
    'what 3 GiB leave of 3 GiB',
    {
      info: `echo '{"MemTotal": 3113851289, "OperatingSystem": "Ubuntu 24.04"}'`,
      config: `echo '{"name": "outgrow-1", "services": {"app": {"image": "shop:1", "mem_limit": "2952790016"}}}'`,
    },
    'outgrow-1 takes up to 2,816 MiB, and Docker has 2,969 MiB: it wants a machine with 4 GiB',
  ],
  [
    'an image of ours that cannot be built',
    { build: 'echo "#12 4.2 of many lines" >&2; echo "failed to solve: no route to host" >&2; exit 1' },
    'the images could not be built (failed to solve: no route to host): docker compose -f docker/stage-1.yml build shows all of it',
  ],
  [
    'an image that cannot be had',
    { inspect: 'exit 1', pull: 'echo "Error response from daemon: no route to host" >&2; exit 1' },
    'the image shop:1 is not here and cannot be pulled (no route to host): bring it by docker pull shop:1',
  ],
] as const)('%s is told in one line, and nothing is started', async ([_what, answers, line]) => {
  await saying(answers);
  const { code, err } = await outgrow(['compose', '1'], dir);
  expect(err).toContain(line);
  expect(err).not.toContain('it was asked');
  expect(code).toBe(1);
});

test('no docker at all is told in one line', async () => {
  vi.stubEnv('PATH', join(dir, 'nowhere'));
  const { code, err } = await outgrow(['compose', '1'], dir);
  expect(err).toContain('there is no docker on the PATH: install Docker Engine or Docker Desktop');
  expect(code).toBe(1);
});

test('a stage without a compose file is told of', async () => {
  expect(await outgrow(['compose', '9999'], dir)).toMatchObject({
    code: 2,
    err: expect.stringContaining('docker/stage-9999.yml'),
  });
});

test('who holds the port is named', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.address() as { port: number };
    await saying({ config: config({ image: 'shop:1', ports: [{ published: String(port), host_ip: '127.0.0.1' }] }) });
    const { code, err } = await outgrow(['compose', '1'], dir);
    expect(err).toContain(`port ${port}, which app is to be reached at, is taken by`);
    expect(err).toContain(`(process ${process.pid}): stop it, or set another in docker/.env`);
    expect(code).toBe(1);
  } finally {
    server.close();
  }
});
