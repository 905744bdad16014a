import { merchantIdOf } from '@outgrow/harness/market/catalogue';
import type { Running } from '@outgrow/harness/running';
import { IgniteClient } from '@outgrow/ignite-client/client';

/** The merchants of the market whose records this server holds as their primary at this moment. */
export async function merchantsOn({ servers }: Running, name: string, merchants: number): Promise<Set<string>> {
  const addresses = Object.values(servers).map(({ address }) => address);
  await using client = new IgniteClient({ endpoints: addresses });
  // What a node is called in the cluster is known once it is connected, and is another after each of its starts.
  for (const address of addresses) await client.ping(address, 10_000);
  const nodeId = client.endpoints().find(({ endpoint }) => endpoint === servers[name]?.address)?.nodeId;
  const on = new Set<string>();
  for (let rank = 0; rank < merchants; rank += 1) {
    const merchantId = merchantIdOf(rank);
    if ((await client.nodeOf('HEADS', merchantId)) === nodeId) on.add(merchantId);
  }
  if (nodeId === undefined || on.size === 0) throw new Error(`no merchant of the market lies at ${name} first`);
  return on;
}
