import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { igniteEnvironment } from '@outgrow/services/ignite-settings';
import { redisUserLines } from '@outgrow/services/redis-users';
import type { Started } from '@outgrow/services/service';
import type { Stage, StageServer } from '@outgrow/services/stage';
import { describe, expect, test } from 'vitest';
import { root } from '../src/places.ts';
import { environmentOf } from '../src/running.ts';
import { findStages, stageNumbered } from '../src/stages.ts';
import {
  baseImageOf,
  builderOf,
  type ComposeFile,
  type ComposeService,
  composeFiles,
  dockerFolder,
  mebibytes,
} from './compose-file.ts';

const files = composeFiles();
const BESIDE = ['seed', 'check', 'load', 'prometheus', 'grafana'];
/** What all limits may come to: the single system below a decimal gigabyte, all others below four. */
const MOST_MIB = (stage: number): number => (stage === 1 ? 953 : 3_814);

test('every stage has a compose file, and every compose file a stage', () => {
  expect(files.map(({ stage }) => stage)).toEqual(findStages().map(({ number }) => number));
});

test('no two stages ask for the same port, so that they can stand beside each other', () => {
  const ports = files.flatMap(({ services }) => Object.values(services).flatMap(({ ports = [] }) => ports));
  expect(new Set(ports.map((port) => port.replace(/:\d+$/, ''))).size).toBe(ports.length);
  const example = readFileSync(join(dockerFolder, '.env.example'), 'utf8');
  for (const port of ports) {
    const [, name, otherwise] = /^127\.0\.0\.1:\$\{(\w+):-(\d+)\}:\d+$/.exec(port) ?? [];
    expect(example, `${port} is on loopback, and moved by a variable of .env.example`).toContain(`\n${name}=${otherwise}\n`);
  }
});

for (const file of files) {
  describe(`docker/${basename(file.path)}`, async () => {
    const stage = await stageNumbered(file.stage);
    const servers = declared(stage);
    const once = new Set([
      ...stage.processes.filter(({ runs }) => runs === 'once').map(({ name }) => name),
      'seed',
      'check',
      'load',
    ]);
    const running = Object.entries(file.services).filter(([name]) => !once.has(name));
    const ours = running.filter(([, { image }]) => image === 'outgrow-app');

    test('has the servers of stage.ts that are started as a rule, its processes, and what stands beside every stage', () => {
      const processes = stage.processes.map(({ name }) => name);
      expect(Object.keys(file.services).sort()).toEqual([...servers.keys(), ...processes, ...BESIDE].sort());
      expect(file.name).toBe(`outgrow-${stage.number}`);
    });

    for (const [name, { declares }] of servers) {
      test(`runs ${name} of what its service object says`, () => {
        const service = serviceOf(file, name);
        if ('entry' in declares) {
          expect(service.image).toBe('outgrow-app');
          expect(service.command).toEqual([basename(declares.entry)]);
        } else {
          expect(baseImageOf(file, service)).toBe(declares.image);
          expect(settingsIn(service, declares)).toEqual(declares.settings);
        }
      });
    }

    for (const { name, entry, urls, runs } of stage.processes) {
      test(`runs ${name} of its entry, with the addresses that stage.ts names`, () => {
        const service = serviceOf(file, name);
        expect(service.command).toEqual([entry]);
        expect(service.working_dir).toBe(`/outgrow/stages/${basename(stage.folder)}`);
        const wanted = Object.keys(environmentOf({ urls }, stage.urls(stubs(servers)))).sort();
        expect(
          Object.keys(service.environment ?? {})
            .filter((variable) => variable.endsWith('_URL'))
            .sort(),
        ).toEqual(wanted);
        const waiting = Object.values(file.services).flatMap(({ depends_on = {} }) => depends_on[name]?.condition ?? []);
        // What somebody waits for to be completed, `up --wait` does not wait for to be running.
        if (runs === 'once') expect(waiting).toContain('service_completed_successfully');
      });
    }

    test('names a version of every image', () => {
      for (const [name, service] of Object.entries(file.services))
        expect(baseImageOf(file, service), name).toMatch(/^[\w./-]+:v?\d[\w.-]*$/);
    });

    test('builds each image of ours once', () => {
      for (const image of new Set(
        Object.values(file.services).flatMap(({ image = '' }) => (image.startsWith('outgrow-') ? [image] : [])),
      )) {
        expect(builderOf(file, image), image).toBeDefined();
        expect(Object.values(file.services).filter((each) => each.image === image && each.build)).toHaveLength(1);
      }
    });

    test('tells of everything that goes on running whether it is ready, and waits for that before what needs it', () => {
      for (const [name, service] of running) {
        expect(service.healthcheck?.disable, name).toBeUndefined();
        expect(service.healthcheck?.test ?? healthcheckOf(file, service), name).toBeTruthy();
      }
      for (const [name, { depends_on = {} }] of Object.entries(file.services)) {
        for (const [on, { condition }] of Object.entries(depends_on)) {
          // Nodes of one cluster must not wait for one another: see stage-5.yml.
          if (stage.servers[name] && stage.servers[on] && condition === 'service_started') continue;
          expect(condition, `${name} on ${on}`).toBe(once.has(on) ? 'service_completed_successfully' : 'service_healthy');
        }
      }
    });

    test('gives what drains the time to', () => {
      for (const [name, { stop_grace_period: grace = '10s' }] of ours)
        expect(Number.parseInt(grace, 10), name).toBeGreaterThanOrEqual(20);
    });

    test('has Prometheus ask each process of ours that goes on running', () => {
      const asked = readFileSync(join(dockerFolder, 'observe/prometheus.yml'), 'utf8');
      for (const [name] of ours) expect(asked).toMatch(new RegExp(`names: \\[.*\\b${name}\\b.*\\]`));
    });

    test('limits the memory of everything, to the total that it states', () => {
      const total = Object.entries(file.services).reduce((sum, [name, { mem_limit, profiles }]) => {
        expect(mebibytes(mem_limit), name).toBeGreaterThan(0);
        return profiles ? sum : sum + mebibytes(mem_limit);
      }, 0);
      expect(file.text).toContain(`all limits together: ${total} MiB`);
      expect(total).toBeLessThan(MOST_MIB(stage.number));
    });

    test('keeps what must be kept in volumes with a name', () => {
      const named = Object.values(file.services)
        .flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0] ?? ''))
        .filter((source) => !/^[./]/.test(source));
      expect([...new Set(named)].sort()).toEqual(Object.keys(file.volumes).sort());
    });
  });
}

test('Dockerfiles are of the Node that the project runs on, and the load of the k6 of scripts/tools', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const major = devDependencies.node.split('.')[0];
  for (const name of ['app.Dockerfile', 'ignite.Dockerfile'])
    for (const [, image] of readFileSync(join(dockerFolder, name), 'utf8').matchAll(/^FROM (node:\S+)/gm))
      expect(image, name).toBe(`node:${major}-bookworm-slim`);
  const version = /VERSION = '([\d.]+)'/.exec(readFileSync(join(root, 'scripts/tools/k6.mjs'), 'utf8'))?.[1];
  for (const { services } of files) expect(services.load?.image).toBe(`grafana/k6:${version}`);
});

test('the users of Redis may in a container of compose what they may in one of ours', () => {
  const started = readFileSync(join(dockerFolder, 'redis/start.sh'), 'utf8').replaceAll(/\$\(hash_of "\$\w+"\)/g, 'HASH');
  const lines = redisUserLines({ admin: 'admin', app: 'app' }).replaceAll(/[0-9a-f]{64}/g, 'HASH');
  expect(started).toContain(`CONF\n${lines}CONF\n`);
});

test('what is native in the dependencies is there for amd64 and for arm64', () => {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  const native = [...lock.matchAll(/^ {2}'(@[\w./-]+-linux-x64(?:-\w+)?@[\w.-]+)':$/gm)].map(([, name = '']) => name);
  expect(native.length).toBeGreaterThan(4);
  for (const name of native) expect(lock).toContain(`\n  '${name.replace('-x64', '-arm64')}':\n`);
});

const compose = spawnSync('docker', ['compose', 'version', '--short'], { encoding: 'utf8', timeout: 10_000 });
if (compose.status !== 0)
  console.warn('Not tested here: that Docker Compose takes the files of docker/. Install Docker Compose 2.20 or later.');

describe.skipIf(compose.status !== 0)('Docker Compose', () => {
  for (const { path } of files) {
    test(`takes docker/${basename(path)}, with every profile`, () => {
      // By the example, and not by what somebody has in docker/.env.
      const args = [
        'compose',
        '--env-file',
        join(dockerFolder, '.env.example'),
        '-f',
        path,
        '--profile',
        '*',
        'config',
        '--quiet',
      ];
      const { status, stderr } = spawnSync('docker', args, { encoding: 'utf8', timeout: 30_000 });
      // A variable that is nowhere set is a warning, and the exit code 0.
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });
  }
});

type Service = ReturnType<StageServer['service']>;

/** The services that a stage has as a rule, made of one another without being started. */
function declared(stage: Stage): Map<string, Service> {
  const services = new Map<string, Service>();
  for (const [name, { service, optional }] of Object.entries(stage.servers))
    if (!optional) services.set(name, service(stubs(services), {}));
  return services;
}

/** What a service, a url or an environment is made of: addresses, whatever they are. */
const stubs = (services: ReadonlyMap<string, Service>): Readonly<Record<string, Started>> =>
  Object.fromEntries([...services].map(([name, { declares }]) => [name, stub('settings' in declares ? declares.settings : {})]));

const stub = (settings: Readonly<Record<string, string>>): Started =>
  new Proxy({} as Started, {
    get: (_, name) => (name === 'settings' ? settings : name === 'urlOf' ? () => ADDRESS : ADDRESS),
  });
const ADDRESS = 'http://127.0.0.1:1';

function serviceOf({ services }: ComposeFile, name: string): ComposeService {
  const service = services[name];
  if (!service) throw new Error(`there is no service ${name}`);
  return service;
}

/** A service's settings where its image takes them from, as its service object names them. */
function settingsIn(
  { command = [], environment = {} }: ComposeService,
  { image, settings }: { image: string; settings: object },
) {
  const texts = Object.entries(environment).map(([name, value]) => [name, String(value)] as const);
  switch (image.split(':')[0]) {
    case 'postgres':
      return Object.fromEntries(command.flatMap((word) => (word.startsWith('-c') ? [word.slice(2).split('=', 2)] : [])));
    case 'redis':
      return Object.fromEntries(pairs(command).map(([name, value]) => [name.slice(2), value === '' ? '""' : value]));
    case 'elasticsearch':
      return Object.fromEntries(texts.filter(([name]) => name.includes('.') || name === 'ES_JAVA_OPTS'));
    case 'eclipse-temurin': {
      // Of a node's settings those that the stage decides; where it lies and how much it takes is the file's.
      const names = igniteEnvironment(settings as Record<string, string>);
      const same = texts.every(([name, value]) => names[name] === undefined || names[name] === value);
      return same && Object.keys(names).every((name) => name in environment) ? settings : environment;
    }
    default:
      throw new Error(`where ${image} takes its settings from is not known here`);
  }
}

const pairs = (words: readonly string[]): [string, string][] =>
  words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as [string, string]] : []));

function healthcheckOf(file: ComposeFile, { image }: ComposeService): boolean {
  const dockerfile = builderOf(file, image)?.build?.dockerfile;
  return dockerfile !== undefined && /^HEALTHCHECK /m.test(readFileSync(join(root, dockerfile), 'utf8'));
}
