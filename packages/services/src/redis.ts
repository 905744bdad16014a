import { serviceMode } from './engine.ts';
import { IMAGES } from './images.ts';
import type { LogTail } from './log-tail.ts';
import { redisSettings } from './redis-settings.ts';
import { newRedisPasswords, type RedisPasswords, redisUrlsAt } from './redis-users.ts';
import type { RunningServer } from './running-server.ts';
import type { Progress, Service, Started } from './service.ts';
import { StartedServer, startServer } from './started-server.ts';

export interface RedisOptions {
  /** Settings of redis.conf by name, as they are written there, over the defaults: nothing is kept on disk. */
  settings?: Readonly<Record<string, string>>;
  /** Memory for what is put into it, in bytes: its maxmemory is so much more than what the empty server takes, and is no setting then. */
  roomBytes?: number;
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
  const { image = IMAGES.redis, settings } = options;
  return {
    declares: { image, settings: redisSettings(settings) },
    async start() {
      assertRoom(options);
      const mode = options.mode ?? (await serviceMode());
      const passwords = newRedisPasswords();
      return startServer(
        (port, log) => serverIn(mode, options, port, passwords, log),
        (server, log) => new RunningRedis(server, log, passwords, options.roomBytes),
        Object.values(passwords),
      );
    },
  };
}

function assertRoom({ roomBytes, settings }: RedisOptions): void {
  if (roomBytes === undefined) return;
  if (!(Number.isSafeInteger(roomBytes) && roomBytes > 0))
    throw new Error(`${roomBytes} is no room for Redis: name a whole number of bytes.`);
  if (settings?.maxmemory !== undefined) throw new Error('`roomBytes` decides maxmemory: leave one of the two out.');
}

async function serverIn(
  mode: 'native' | 'container',
  { settings = {}, image = IMAGES.redis, progress }: RedisOptions,
  port: number,
  passwords: RedisPasswords,
  log: LogTail,
): Promise<RunningServer> {
  // Each way is loaded only where it is gone: testcontainers takes half a second to load.
  if (mode === 'container') {
    progress?.(`Redis: starting the image ${image} (pulling it first, should it not be there)`);
    return (await import('./container-redis.ts')).containerRedis(image, port, settings, passwords, log);
  }
  progress?.('Redis: starting');
  return (await import('./native-redis.ts')).nativeRedis(port, settings, passwords, log);
}

class RunningRedis extends StartedServer implements StartedRedis {
  readonly kind = 'redis';
  protected readonly name = 'Redis';
  protected readonly readyWithinMs = 60_000;
  readonly #passwords: RedisPasswords;
  readonly #roomBytes: number | undefined;
  #maxmemory: number | undefined;

  constructor(server: RunningServer, log: LogTail, passwords: RedisPasswords, roomBytes: number | undefined) {
    super(server, log);
    this.#passwords = passwords;
    this.#roomBytes = roomBytes;
  }

  get url() {
    return redisUrlsAt(this.address, this.#passwords).url;
  }
  get adminUrl() {
    return redisUrlsAt(this.address, this.#passwords).adminUrl;
  }

  async openSampler() {
    return (await import('./redis-sampler.ts')).redisSampler(this.adminUrl);
  }

  override async ready() {
    await super.ready();
    if (this.#roomBytes === undefined) return;
    const { limitMemory, usedBytes } = await import('./redis-room.ts');
    // Counted at the first start, when it is empty for certain: what the settings have it keep is there at the next one.
    this.#maxmemory ??= (await usedBytes(this.adminUrl)) + this.#roomBytes;
    await limitMemory(this.adminUrl, this.#maxmemory);
  }

  protected async versionNow() {
    // Loaded here: ioredis takes a tenth of a second, which who only looks at the stages need not wait.
    return (await import('./redis-client.ts')).redisVersion(this.adminUrl);
  }
}
