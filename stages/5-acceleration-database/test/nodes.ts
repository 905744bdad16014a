import { join } from 'node:path';
import type { Opened } from '@outgrow/api/opened';
import type { AnyRecord } from '@outgrow/domain/records';
import type { StartedIgnite } from '@outgrow/services/ignite';
import { ignite } from '@outgrow/services/ignite';
import { runOnce } from '@outgrow/services/node-process';
import { open } from '../src/open.ts';

/** The shop on some nodes, without an app. */
export interface ShopOnNodes extends Opened, AsyncDisposable {
  readonly nodes: readonly StartedIgnite[];
  /** All of its records, a line for each, sorted. */
  lines(): Promise<string[]>;
}

interface On {
  nodes: number;
  settings: Readonly<Record<string, string>>;
  /** The rules, where they are others than the shop's. */
  decide?: () => Promise<string>;
  app?: Readonly<Record<string, string>>;
}

export async function shopOn(
  { nodes: count, settings, decide, app = {} }: On,
  holding: Iterable<AnyRecord>,
): Promise<ShopOnNodes> {
  await using stack = new AsyncDisposableStack();
  const first = stack.use(await ignite({ settings, ...(decide && { decide }) }).start());
  const nodes = [first];
  while (nodes.length < count) nodes.push(stack.use(await ignite({ joins: first }).start()));
  const cluster = nodes.map(({ address }) => address).join(',');
  const folder = join(import.meta.dirname, '..');
  await runOnce({ entry: join(folder, 'migrator.ts'), cwd: folder, env: { CLUSTER_URL: cluster } });
  const opened = await open({ cluster }, app);
  stack.defer(() => opened.shop.close());
  await opened.shop.load(holding);
  const owned = stack.move();
  return {
    ...opened,
    nodes,
    async lines() {
      const lines: string[] = [];
      for await (const { kind, value } of opened.shop.records()) lines.push(`${kind} ${JSON.stringify(value)}`);
      return lines.sort();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
