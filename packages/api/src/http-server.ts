import type { RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Code } from './problem.ts';
import { Problem, problemDocument, statuses } from './problem.ts';
import { PROBLEM_TYPE, sendProblem } from './send.ts';

/** Node's HTTP server with every limit set, which answers what is not even a request with a problem too. */
export function httpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 5_000,
      // All of a request must have come by then, also one that was answered before its end.
      requestTimeout: 15_000,
      connectionsCheckingInterval: 1_000,
      // Longer than clients and proxies keep an idle connection, so that none sends on one that is just being closed.
      keepAliveTimeout: 65_000,
      // Node's own refusal would hold no problem.
      requireHostHeader: false,
    },
    (req, res) => {
      if (req.headers.host === undefined && req.httpVersion === '1.1') sendProblem(res, NO_HOST);
      else listener(req, res);
    },
  );
  // An expectation nobody knows may be ignored; Node's own refusal would hold no problem either.
  server.on('checkExpectation', listener);
  server.maxHeadersCount = 100;
  server.maxConnections = 10_000;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket as Socket));
  return server;
}

function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  // Node's own name for the reply under way here. Where its head has gone out, another reply would be taken for the rest of it;
  // where its request has come whole, for the answer to that one, which may yet take effect.
  const { _httpMessage: underWay } = socket as Socket & { _httpMessage?: ServerResponse | null };
  if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent || underWay?.req.complete) {
    socket.destroy();
    return;
  }
  const [code, detail] = problems[error.code ?? ''] ?? (['malformed_http', 'This is not HTTP/1.1.'] as const);
  const text = JSON.stringify(problemDocument(new Problem(code, detail)));
  const head = [
    `HTTP/1.1 ${statuses[code]} ${code}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

const NO_HOST = new Problem('malformed_http', 'A request of HTTP/1.1 names its Host.');

const problems: Readonly<Record<string, readonly [Code, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'There may be 100 headers of 16 KB together at most.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not come in time.'],
};
