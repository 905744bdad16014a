import type { Command } from '@outgrow/domain/commands';
import { merchantsOf } from '@outgrow/domain/commands';
import { decide } from '@outgrow/domain/decide';
import type { Json } from '@outgrow/domain/records';
import type { Rejected } from '@outgrow/domain/refusals';
import type { Reply } from '@outgrow/domain/run';
import { RulesFailed } from '@outgrow/domain/run';
import { StoreError } from '@outgrow/domain/store-error';
import type { Cluster } from './cluster.ts';
import { SYSTEM } from './cluster.ts';

type Answer = { reply: Json } | Rejected | { failed: StoreError['outcome'] | 'broken'; message: string };

/**
 * One command, one call: the node where its first merchant lies gathers, decides and applies, in one transaction. A command
 * whose fate is unknown is sent again under the same id, which takes effect at most once.
 */
export function execute(cluster: Cluster, command: Command): Promise<Reply> {
  const [merchantId = ''] = merchantsOf(command);
  const argument = argumentOf(command);
  let isUnknown = false;
  return cluster.write('execute', async (leftMs) => {
    const answer = JSON.parse(
      String(
        await cluster.client.execute(EXECUTE, argument, {
          near: { cache: 'HEADS', key: merchantId },
          timeoutMs: leftMs,
          idempotent: true,
          onUnknown: () => {
            isUnknown = true;
          },
        }),
      ),
    ) as Answer;
    // That this attempt was not applied says nothing of one before it.
    if (!('failed' in answer)) return answer;
    if (isUnknown) throw new StoreError(SYSTEM, 'unknown', answer.message);
    throw answer.failed === 'broken' ? new RulesFailed(answer.message) : new StoreError(SYSTEM, answer.failed, answer.message);
  });
}

/**
 * What `Execute` is given, a line each: the first merchant; what `decide` asks for first, since that needs no record and the node is spared
 * a round in a slower engine; the command.
 */
export function argumentOf(command: Command): string {
  const first = decide(command, {}, NOTHING_SEEN);
  return `${merchantsOf(command)[0]}\n${JSON.stringify('gather' in first ? first.gather : [])}\n${JSON.stringify(command)}`;
}

const NOTHING_SEEN = { now: '', sha256: () => '' };
const EXECUTE = 'outgrow.shop.Execute';
