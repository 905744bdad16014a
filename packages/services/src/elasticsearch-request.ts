const ANSWER_WITHIN_MS = 2_000;

/** The JSON that a GET answers; throws where it takes more than 2 s or the status is none of success. */
export async function elasticsearchGet<Body>(url: string, path: string): Promise<Body> {
  const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`Elasticsearch answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Body;
}

/** Its version, once every index can be read and written; until then it throws. */
export async function elasticsearchVersion(url: string): Promise<string> {
  // Yellow lacks copies only, for which one node has no room. Short of that it answers 408.
  await elasticsearchGet(url, '/_cluster/health?wait_for_status=yellow&timeout=1s');
  return (await elasticsearchGet<{ version: { number: string } }>(url, '/')).version.number;
}
