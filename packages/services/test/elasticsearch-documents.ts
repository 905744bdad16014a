const ANSWERS_WITHIN_MS = 10_000;

/** What Elasticsearch answers, with its status; the body is sent as JSON. Throws where nothing answers in time. */
export async function call(url: string, method: string, path: string, body?: object, withinMs = ANSWERS_WITHIN_MS) {
  const response = await fetch(`${url}${path}`, {
    method,
    signal: AbortSignal.timeout(withinMs),
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests look into many different answers
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as any };
}

/** An index of one shard without copies. It refreshes only when told to, so that a test knows what a search can find. */
export const createIndex = (url: string, name: string) =>
  call(url, 'PUT', `/${name}`, {
    settings: { number_of_replicas: 0, refresh_interval: '-1', codec: 'best_compression' },
    mappings: { properties: { name: { type: 'text' } } },
  });

/** The ids of the documents whose name has the word. */
export async function found(url: string, index: string, word: string): Promise<string[]> {
  const { body } = await call(url, 'POST', `/${index}/_search`, { query: { match: { name: word } } });
  return body.hits.hits.map((hit: { _id: string }) => hit._id).sort();
}
