import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';

export interface Sent {
  method: string;
  /** As it goes over the wire: nothing is encoded or tidied up. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Buffer;
}

export interface Heard {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  elapsedMs: number;
}

/** No request may take longer than this; the app's own limit lies well below. */
export const REPLY_WITHIN_MS = 15_000;
const MAX_CONNECTIONS = 512;

/** Kept-alive connections to the instances of an app. */
export class Wire {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });

  async exchange(url: string, sent: Sent): Promise<Heard> {
    try {
      return await this.#once(url, sent);
    } catch (error) {
      // Nothing was heard because the connection had ended while it was idle: the request never arrived.
      if (error instanceof StaleConnection) return this.#once(url, sent);
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #once(url: string, { method, path, headers, body }: Sent): Promise<Heard> {
    const { hostname, port } = new URL(url);
    const startedMs = performance.now();
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        const isStale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        const what = `${method} ${path.slice(0, 200)} at ${url}: ${error.message}`;
        reject(isStale ? new StaleConnection(what) : new Error(what, { cause: error }));
      };
      const length = body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) };
      const request = httpRequest(
        { agent: this.#agent, hostname, port, method, path, headers: { ...headers, ...length } },
        (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('error', fail);
          reply.on('end', () => {
            clearTimeout(timer);
            const { statusCode: status = 0, headers } = reply;
            resolve({ status, headers, text: Buffer.concat(chunks).toString(), elapsedMs: performance.now() - startedMs });
          });
        },
      );
      const timer = setTimeout(() => request.destroy(new Error(`no reply within ${REPLY_WITHIN_MS} ms`)), REPLY_WITHIN_MS);
      request.on('error', (error) => {
        clearTimeout(timer);
        fail(error);
      });
      request.end(body);
    });
  }
}

class StaleConnection extends Error {}
