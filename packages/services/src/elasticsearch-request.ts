import { pollUntil } from './poll-until.ts';

const ANSWER_WITHIN_MS = 2_000;

/** The JSON that a GET answers; throws where it takes more than 2 s or the status is none of success. */
export async function elasticsearchGet<Body>(url: string, path: string): Promise<Body> {
  const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`Elasticsearch answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Body;
}

/**
 * Resolves when every index can be read and written, with the server's version; throws at the deadline or as soon as `ended` says
 * that the server is gone.
 */
export async function elasticsearchAnswering(
  url: string,
  timeoutMs: number,
  ended: () => Promise<string | undefined>,
  log: () => string,
): Promise<string> {
  let version: string | undefined;
  let last = '';
  await pollUntil(
    'Elasticsearch to be healthy',
    timeoutMs,
    async () => {
      const end = await ended();
      if (end !== undefined) throw new Error(`Elasticsearch ended (${end}) before it answered. Its last lines:\n${log()}`);
      try {
        // Yellow lacks copies only, for which one node has no room. Short of that it answers 408.
        await elasticsearchGet(url, '/_cluster/health?wait_for_status=yellow&timeout=1s');
        version = (await elasticsearchGet<{ version: { number: string } }>(url, '/')).version.number;
      } catch (error) {
        last = error instanceof Error ? `${error.message} ${error.cause ?? ''}`.trimEnd() : String(error);
      }
      return version !== undefined;
    },
    () => `Last attempt: ${last}\nIts last lines:\n${log()}`,
  );
  return version ?? '';
}
