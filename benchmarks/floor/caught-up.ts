import type { Running } from '@outgrow/harness/running';
import { settle } from '@outgrow/harness/settle';
import { pollUntil } from '@outgrow/services/poll-until';

const PASSED_ON_WITHIN_MS = 120_000;

/** Resolves when all systems of a stage have what was written: the work of one turn must not weigh on the next. */
export async function caughtUp({ servers, appUrls, operatorKey }: Running): Promise<void> {
  await using relay = await servers.relay?.openSampler?.();
  if (relay) {
    // An app waits for the relay as long as a load of the tests leaves it behind; a closed loop leaves it further.
    await pollUntil('the relay to pass on what waits', PASSED_ON_WITHIN_MS, async () => {
      const { relayWaitingIndex, relayWaitingWarehouse } = await relay.sample();
      return relayWaitingIndex === 0 && relayWaitingWarehouse === 0;
    });
  }
  await settle(appUrls, operatorKey);
}
