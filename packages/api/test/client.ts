/** What a reply was, read whole. */
export interface Heard {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  body: any;
}

export interface Asking {
  as?: string;
  cookie?: string;
  key?: string;
  json?: unknown;
  headers?: Record<string, string>;
  body?: string | Uint8Array | ReadableStream;
}

let keys = 0;

/** Sends one request. Any but a GET carries an Idempotency-Key, a new one unless `key` names one. */
export async function ask(url: string, method: string, path: string, asking: Asking = {}): Promise<Heard> {
  const { as, cookie, key, json, headers, body } = asking;
  keys += 1;
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(as && { Authorization: `Bearer ${as}` }),
      ...(cookie && { Cookie: cookie }),
      ...(method !== 'GET' && { 'Idempotency-Key': key ?? `key-${keys}` }),
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(body !== undefined && { body: body as NonNullable<RequestInit['body']>, duplex: 'half' }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
}
