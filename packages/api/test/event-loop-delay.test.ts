import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { running } from './running.ts';

test('an event loop that was held up shows at the next look at the metrics, and no longer at the one after', async () => {
  await using at = await running();
  const p99Ms = async () => {
    const { body } = await at.ask('GET', '/metrics');
    return 1_000 * Number(/^outgrow_event_loop_delay_p99_seconds (\S+)$/m.exec(body)?.[1]);
  };
  await p99Ms();
  // Some ten times, so that forgetting takes thousands of looks at the clock where nothing is reset.
  for (let time = 0; time < 10; time += 1) {
    const untilMs = performance.now() + 100;
    while (performance.now() < untilMs);
    await setImmediate();
  }
  expect(await p99Ms()).toBeGreaterThan(50);
  await expect.poll(p99Ms, { timeout: 4_000 }).toBeLessThan(50);
});
