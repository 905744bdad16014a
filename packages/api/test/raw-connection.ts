import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** A connection to an app, to send what no HTTP client would, and all that was heard on it. */
export interface RawConnection {
  socket: Socket;
  heard(): string;
}

export function rawConnection(url: string): RawConnection {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes;
  });
  // The app may end it while there is something unread on it.
  socket.on('error', () => {});
  return { socket, heard: () => text };
}

/** The head of a request whose JSON body is to follow. */
export const headOf = (path: string, length: number, headers: readonly string[] = []): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', `Content-Length: ${length}`, ...headers, '', ''].join(
    '\r\n',
  );
