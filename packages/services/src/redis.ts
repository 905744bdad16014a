import { serviceMode } from './engine.ts';
import { freePort } from './free-port.ts';
import { LogTail } from './log-tail.ts';
import type { RedisServer } from './redis-server.ts';
import { newRedisPasswords, type RedisPasswords, redisUrlsAt } from './redis-users.ts';
import type { Progress, Service, Started } from './service.ts';

const READY_WITHIN_MS = 60_000;
const PORTS_TRIED = 5;
const REDIS_IMAGE = 'redis:8';

export interface RedisOptions {
  /** Settings of redis.conf by name, as they are written there, over the defaults: nothing is kept on disk. */
  settings?: Readonly<Record<string, string>>;
  /** Without it OUTGROW_SERVICES decides. */
  mode?: 'native' | 'container';
  /** The image of container mode. */
  image?: string;
  progress?: Progress;
}

/** A running Redis, or Valkey, as its version says. Every address holds a random password; who gives none is refused. */
export interface StartedRedis extends Started {
  /** As the user `app`, who reads, writes and runs scripts, and does not rule the server. */
  readonly url: string;
  /** As the user `admin`, who may do anything: faults, sampling and tests only. */
  readonly adminUrl: string;
}

/** What is in memory goes with a `kill`, and with a `restart` too, unless the settings have it kept (`appendonly: 'yes'`). */
export function redis(options: RedisOptions = {}): Service<StartedRedis> {
  return {
    async start() {
      const mode = options.mode ?? (await serviceMode());
      const passwords = newRedisPasswords();
      for (let attempt = 1; ; attempt++) {
        const log = new LogTail(Object.values(passwords));
        const server = await serverIn(mode, options, passwords, log);
        try {
          return await RunningRedis.ready(server, passwords, log);
        } catch (error) {
          await server.stop();
          if (attempt === PORTS_TRIED || !log.text().includes('Address already in use')) throw error;
        }
      }
    },
  };
}

async function serverIn(mode: 'native' | 'container', options: RedisOptions, passwords: RedisPasswords, log: LogTail) {
  const { settings = {}, image = REDIS_IMAGE, progress } = options;
  const port = await freePort();
  // Each way is loaded only where it is gone: testcontainers takes half a second to load.
  if (mode === 'container') {
    progress?.(`Redis: starting the image ${image} (pulling it first, should it not be there)`);
    return (await import('./container-redis.ts')).containerRedis(image, port, settings, passwords, log);
  }
  progress?.('Redis: starting');
  return (await import('./native-redis.ts')).nativeRedis(port, settings, passwords, log);
}

class RunningRedis implements StartedRedis {
  readonly kind = 'redis';
  readonly #server: RedisServer;
  readonly #passwords: RedisPasswords;
  readonly #log: LogTail;
  #version = '';
  #stopping: Promise<void> | undefined;

  static async ready(server: RedisServer, passwords: RedisPasswords, log: LogTail): Promise<RunningRedis> {
    const started = new RunningRedis(server, passwords, log);
    await started.#ready();
    return started;
  }

  private constructor(server: RedisServer, passwords: RedisPasswords, log: LogTail) {
    this.#server = server;
    this.#passwords = passwords;
    this.#log = log;
  }

  get mode() {
    return this.#server.mode;
  }
  get version() {
    return this.#version;
  }
  get address() {
    return this.#server.address;
  }
  get url() {
    return redisUrlsAt(this.address, this.#passwords).url;
  }
  get adminUrl() {
    return redisUrlsAt(this.address, this.#passwords).adminUrl;
  }
  /** The one it runs in, if any. */
  get container() {
    return this.#server.container;
  }

  async pids() {
    return this.#server.pids();
  }
  kill() {
    return this.#server.kill();
  }
  pause() {
    return this.#server.pause();
  }
  resume() {
    return this.#server.resume();
  }

  async restart() {
    if (this.#stopping) throw new Error('redis is stopped and its data deleted: start another.');
    await this.#server.restart();
    await this.#ready();
  }

  logs() {
    return this.#log.text();
  }

  async openSampler() {
    return (await import('./redis-sampler.ts')).redisSampler(this.adminUrl);
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.#server.stop();
    return this.#stopping;
  }

  async #ready() {
    // Loaded here: ioredis takes a tenth of a second, which who only looks at the stages need not wait.
    const { redisAnswering } = await import('./redis-client.ts');
    this.#version = await redisAnswering(
      this.adminUrl,
      READY_WITHIN_MS,
      () => this.#server.ended(),
      () => this.logs(),
    );
  }
}
