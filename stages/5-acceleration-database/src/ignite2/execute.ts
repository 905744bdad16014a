import type { Command } from '@outgrow/domain/commands';
import { merchantsOf } from '@outgrow/domain/commands';
import type { Json } from '@outgrow/domain/records';
import type { Rejected } from '@outgrow/domain/refusals';
import type { Reply } from '@outgrow/domain/run';
import { StoreError } from '@outgrow/domain/store-error';
import type { Cluster } from './cluster.ts';
import { SYSTEM } from './cluster.ts';

type Answer = { reply: Json } | Rejected | { failed: StoreError['outcome']; message: string };

/**
 * One command, one call: the node where its first merchant lies gathers, decides and applies, in one transaction. A command
 * whose fate is unknown is sent again under the same id, which takes effect at most once.
 */
export function execute(cluster: Cluster, command: Command): Promise<Reply> {
  const [merchantId = ''] = merchantsOf(command);
  const argument = `${merchantId}\n${JSON.stringify(command)}`;
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
    if ('failed' in answer) throw new StoreError(SYSTEM, isUnknown ? 'unknown' : answer.failed, answer.message);
    return answer;
  });
}

const EXECUTE = 'outgrow.shop.Execute';
