import { connect } from 'node:net';

const WITHIN_MS = 10_000;

/** Sends bytes that no HTTP client would, and reads what is answered until the connection ends. */
export function rawExchange(url: string, bytes: string): Promise<{ status: number; type: string; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.setTimeout(WITHIN_MS, () =>
      socket.destroy(new Error(`the connection was not closed within ${WITHIN_MS} ms of ${JSON.stringify(bytes)}`)),
    );
    socket.on('data', (text: string) => {
      heard += text;
    });
    // Some ends are resets, after the answer.
    socket.on('error', (error) => (heard === '' ? reject(error) : socket.destroy()));
    socket.on('close', () => {
      const [head = '', text = ''] = heard.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, type: /^content-type: *([^;\r\n]+)/im.exec(head)?.[1] ?? '', text });
    });
  });
}
