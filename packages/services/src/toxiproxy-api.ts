const ANSWERS_WITHIN_MS = 5_000;

/** A request to the proxy's own HTTP interface; its answer, or an error in its own words. */
export type ToxiproxyApi = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>;

/** By fetch: toxiproxy-node-client waits without end, and drops what the proxy says is wrong. */
export function toxiproxyApi(address: string): ToxiproxyApi {
  return async (method, path, body) => {
    const response = await fetch(`http://${address}${path}`, {
      method,
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Toxiproxy refused ${method} ${path} (${response.status}): ${text.trim()}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}
