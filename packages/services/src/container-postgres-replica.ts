import { Network, type StartedNetwork } from 'testcontainers';
import { ContainerPostgres } from './container-postgres.ts';
import type { StartedPostgres } from './postgres.ts';
import { conf } from './postgres-settings.ts';
import { remember } from './reaper.ts';
import type { ReplicationSlot } from './replication-slot.ts';
import { LoopbackContainer } from './server-container.ts';

/** A container that takes a base backup of the primary before its first start, over a network that only the two share. */
export async function startContainerReplica(
  of: StartedPostgres,
  slot: ReplicationSlot,
  settings: Readonly<Record<string, string>>,
): Promise<ContainerPostgres> {
  if (!(of instanceof ContainerPostgres))
    throw new Error('A replica in a container needs a primary in one: make it of what postgres() started.');
  const network = await new Network().start();
  const forget = remember({ network: network.getId() });
  const removeNetwork = async () => {
    await of.container.disconnect(network.getId()).catch(() => {}); // The primary may be gone.
    await network.stop();
    forget();
  };
  try {
    await of.container.connect(network.getId(), 'primary');
    const passwords = { ...of.passwords, replication: slot.password };
    const server = await ContainerPostgres.launch(
      'postgres-replica',
      of.image,
      () => replica(of.image, network, slot, settings),
      passwords,
    );
    return removing(server, removeNetwork);
  } catch (error) {
    await removeNetwork();
    throw error;
  }
}

function replica(image: string, network: StartedNetwork, slot: ReplicationSlot, settings: Readonly<Record<string, string>>) {
  return new LoopbackContainer(image)
    .withNetwork(network)
    .withEnvironment({
      PRIMARY: `host=primary user=${slot.name} password=${slot.password} application_name=${slot.name}`,
      SLOT: slot.name,
    })
    .withCopyContentToContainer([{ content: follow(settings), target: '/follow.sh', mode: 0o755 }])
    .withEntrypoint(['/follow.sh']);
}

function follow(settings: Readonly<Record<string, string>>): string {
  return `#!/bin/bash
set -e
# At a restart the copy is there already.
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  install -d -o postgres -m 700 "$PGDATA"
  gosu postgres pg_basebackup --dbname="$PRIMARY" --slot="$SLOT" --pgdata="$PGDATA" --checkpoint=fast --write-recovery-conf
  cat >> "$PGDATA/postgresql.conf" <<'END_OF_SETTINGS'
${conf({ wal_retrieve_retry_interval: '500ms', ...settings })}END_OF_SETTINGS
fi
exec docker-entrypoint.sh postgres
`;
}

/** The network goes with the server that it was made for. */
function removing(server: ContainerPostgres, removeNetwork: () => Promise<void>): ContainerPostgres {
  const stop = server[Symbol.asyncDispose].bind(server);
  let stopping: Promise<void> | undefined;
  server[Symbol.asyncDispose] = () => {
    stopping ??= stop().then(removeNetwork);
    return stopping;
  };
  return server;
}
