/** Asks each app instance to settle: only the app itself sees its own caches and queues. */
export async function settle(appUrls: readonly string[], operatorKey: string, timeoutMs = 30_000): Promise<void> {
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
