import type { Opened } from '@outgrow/api/opened';
import type { AnyRecord } from '@outgrow/domain/records';
import { startStage } from '@outgrow/harness/running';
import { open } from '../src/open.ts';
import stage from '../stage.ts';

/** The shop on one node of its own, without an app, that holds these records. */
export async function oneNode(records: Iterable<AnyRecord>): Promise<Opened & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const alone = { instances: 0, servers: [], leaveOut: ['node2', 'node3'], settings: {}, serverSettings: { node1: ALONE } };
  const { urls } = stack.use(await startStage(stage, alone));
  const opened = await open(urls, {});
  stack.defer(() => opened.shop.close());
  await opened.shop.load(records);
  const owned = stack.move();
  return { ...opened, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

// One node is no majority of three.
const ALONE = { durability: 'memory', majorityOf: '1' };
