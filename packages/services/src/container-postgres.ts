import { IMAGES } from './images.ts';
import { LogTail } from './log-tail.ts';
import { onFreePort } from './on-free-port.ts';
import type { PostgresOptions, StartedPostgres } from './postgres.ts';
import { answering } from './postgres-query.ts';
import { createShop, newPasswords, type Passwords, secretsOf, urlsAt } from './postgres-roles.ts';
import { postgresSampler } from './postgres-sampler.ts';
import { settingsText } from './postgres-settings.ts';
import { LoopbackContainer, ServerContainer } from './server-container.ts';

const ANSWERS_WITHIN_MS = 120_000;

export async function startContainerPostgres(options: PostgresOptions): Promise<ContainerPostgres> {
  const image = options.image ?? IMAGES.postgres;
  const passwords = newPasswords(options.roles);
  options.progress?.(`Postgres: starting the image ${image} (pulling it first, should it not be there)`);
  const make = () =>
    new LoopbackContainer(image)
      .withEnvironment({
        POSTGRES_PASSWORD: passwords.admin,
        // Inside the image connections from the same container would otherwise be trusted.
        POSTGRES_INITDB_ARGS: '--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8',
      })
      .withCopyContentToContainer([
        { content: configure(options.settings), target: '/docker-entrypoint-initdb.d/configure.sh', mode: 0o755 },
      ]);
  return ContainerPostgres.launch('postgres', image, make, passwords, (address) => createShop(address, passwords));
}

/** Runs in the container, once. The image allows nobody to replicate. */
function configure(settings: Readonly<Record<string, string>> | undefined): string {
  return `#!/bin/sh
set -e
cat >> "$PGDATA/postgresql.conf" <<'END_OF_SETTINGS'
${settingsText(settings)}END_OF_SETTINGS
echo 'host replication all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
`;
}

export class ContainerPostgres implements StartedPostgres {
  readonly kind: string;
  readonly mode = 'container';
  readonly image: string;
  readonly address: string;
  readonly passwords: Passwords;
  readonly container: ServerContainer;
  readonly #log: LogTail;
  #version = '';
  #stopping: Promise<void> | undefined;

  /** Starts the server in what `make` makes, on a fixed port, so that it has the same one after a restart. */
  static launch(
    kind: string,
    image: string,
    make: () => LoopbackContainer,
    passwords: Passwords,
    prepare?: (address: string) => Promise<void>,
  ): Promise<ContainerPostgres> {
    return onFreePort(async (port) => {
      const log = new LogTail(secretsOf(passwords));
      const running = await ServerContainer.start(make().withExposedPorts({ container: 5432, host: port }), log);
      const server = new ContainerPostgres(kind, image, `${running.host}:${port}`, running, passwords, log);
      try {
        await server.#answering(prepare ? 'postgres' : 'shop');
        await prepare?.(server.address);
        return server;
      } catch (error) {
        await running.remove();
        throw error;
      }
    });
  }

  private constructor(
    kind: string,
    image: string,
    address: string,
    container: ServerContainer,
    passwords: Passwords,
    log: LogTail,
  ) {
    this.kind = kind;
    this.image = image;
    this.address = address;
    this.container = container;
    this.passwords = passwords;
    this.#log = log;
  }

  get version() {
    return this.#version;
  }
  get url() {
    return urlsAt(this.address, this.passwords).url;
  }
  get ownerUrl() {
    return urlsAt(this.address, this.passwords).ownerUrl;
  }
  get adminUrl() {
    return urlsAt(this.address, this.passwords).adminUrl;
  }
  urlOf(role: string) {
    return urlsAt(this.address, this.passwords).urlOf(role);
  }

  /** The engine may run elsewhere or in a machine of its own: none is visible from here. */
  async pids() {
    return [];
  }
  howItEnded() {
    return this.container.ended();
  }
  kill() {
    return this.container.kill();
  }
  pause() {
    return this.container.pause();
  }
  resume() {
    return this.container.resume();
  }

  async restart() {
    if (this.#stopping) throw new Error(`${this.kind} is stopped and its data deleted: start another.`);
    await this.container.restart();
    await this.#answering('shop');
  }

  logs() {
    return this.#log.text();
  }

  openSampler() {
    return postgresSampler(this.adminUrl, this.kind === 'postgres-replica' ? 'replica' : 'primary');
  }

  [Symbol.asyncDispose]() {
    this.#stopping ??= this.container.remove();
    return this.#stopping;
  }

  async #answering(database: string) {
    const { adminUrl } = urlsAt(this.address, this.passwords, database);
    this.#version = await answering(
      adminUrl,
      ANSWERS_WITHIN_MS,
      () => this.container.ended(),
      () => this.logs(),
    );
  }
}
