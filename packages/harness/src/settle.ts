import { pollUntil } from '@outgrow/services/poll-until';

/**
 * Waits until each app instance is ready and has all of its systems (after a fault it may have to find them again), then asks it to settle: only the
 * app itself sees its own caches and queues.
 */
export async function settle(appUrls: readonly string[], operatorKey: string, timeoutMs = 30_000): Promise<void> {
  for (const url of appUrls) await pollUntil(`${url} to be ready again`, timeoutMs, () => isReady(url));
  for (const url of appUrls) {
    const response = await fetch(`${url}/v1/ops/settle`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operatorKey}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} did not settle: ${response.status} ${text.slice(0, 500)}`);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    const { systems } = (await response.json()) as { systems: Readonly<Record<string, { ok: boolean }>> };
    return response.ok && Object.values(systems).every(({ ok }) => ok);
  } catch {
    return false;
  }
}
