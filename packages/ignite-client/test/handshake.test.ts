import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from 'vitest';
import { IgniteClient } from '../src/client.ts';
import { Frames } from '../src/frames.ts';
import { Reader } from '../src/reader.ts';
import { Writer } from '../src/writer.ts';
import { letIn, listening } from './node-like.ts';

const SECRET = 'a secret of the test';
// Keys shared beforehand need no certificate.
const SHARED = { ciphers: 'PSK', maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2' } as const;

/** Shakes hands as a node does with who gives the right password, and echoes the ids of the requests. */
function nodeLike(socket: Socket): void {
  let shaken = false;
  const frames = new Frames((frame) => {
    const answer = new Writer();
    answer.skip(4);
    if (shaken) {
      answer.bytes(frame.subarray(2, 10));
      answer.short(0);
    } else {
      shaken = true;
      refusalOf(frame, answer);
    }
    answer.setInt(0, answer.position - 4);
    socket.write(answer.written);
  });
  socket.on('data', (data) => frames.push(data));
  socket.on('error', () => {});
}

function refusalOf(frame: Buffer, answer: Writer): void {
  const from = new Reader(frame);
  expect([from.byte(), from.short(), from.short(), from.short(), from.byte()]).toEqual([1, 1, 7, 0, 2]);
  from.byte();
  from.bytes(from.int());
  const password = from.position === frame.length ? null : [from.string(), from.string()][1];
  if (password === SECRET) {
    letIn(answer);
    return;
  }
  answer.byte(0);
  for (const part of [1, 7, 0]) answer.short(part);
  answer.string('Authentication failed');
  answer.int(2000);
}

test('is let in with its user and password, over an encrypted connection', async () => {
  await using server = await listening(createTlsServer({ ...SHARED, pskCallback: () => Buffer.from(SECRET) }, nodeLike));
  const tls = {
    ...SHARED,
    pskCallback: () => ({ psk: Buffer.from(SECRET), identity: 'client' }),
    checkServerIdentity: () => undefined,
  };
  await using client = new IgniteClient({ endpoints: [server.endpoint], user: 'shop', password: SECRET, tls });
  await client.ping(undefined, 10_000);
});

test('says that it was refused, without the password', async () => {
  await using server = await listening(createServer(nodeLike));
  const password = 'another secret';
  await using client = new IgniteClient({ endpoints: [server.endpoint], user: 'shop', password });
  const error = await client.ping(server.endpoint, 1000).catch((thrown) => thrown);
  expect(error).toMatchObject({ outcome: 'not_applied', message: expect.stringContaining('Authentication failed') });
  expect(JSON.stringify([client.endpoints(), error.message, error.stack])).not.toContain(password);
});

test('does not speak in the clear to a node that wants it encrypted, and says so within its bound', async () => {
  await using server = await listening(createTlsServer({ ...SHARED, pskCallback: () => Buffer.from(SECRET) }, nodeLike));
  await using client = new IgniteClient({ endpoints: [server.endpoint], connectTimeoutMs: 300 });
  await expect(client.ping(undefined, 1000)).rejects.toMatchObject({ code: 'CONNECTION', outcome: 'not_applied' });
});

test('a node that takes connections and says nothing is given up at the bound', async () => {
  await using server = await listening(createServer((socket) => void socket.on('error', () => {})));
  await using client = new IgniteClient({ endpoints: [server.endpoint], connectTimeoutMs: 200 });
  await expect(client.query('SELECT 1', [], { timeoutMs: 700 })).rejects.toMatchObject({ code: 'CONNECTION' });
  expect(client.endpointsReachable()).toEqual({ [server.endpoint]: false });
});

test('refuses what is no endpoint', () => {
  expect(() => new IgniteClient({ endpoints: [] })).toThrow('Name at least one endpoint');
  for (const endpoint of ['127.0.0.1', '127.0.0.1:70000', '127.0.0.1:0', '[::1:10800', '::1:10800', 'a b:10800'])
    expect(() => new IgniteClient({ endpoints: [endpoint] })).toThrow('write host:port');
});

test('what keeps a connection from being made is said, and ends nothing else', async () => {
  await using client = new IgniteClient({ endpoints: ['[::1]:10800'], tls: { minVersion: 'none such' } });
  await expect(client.ping(undefined, 300)).rejects.toMatchObject({ code: 'CONNECTION' });
  await expect(client.ping('[::1]:10800', 300)).rejects.toThrow('none such');
});

test('no more calls than 1,024 wait for a node', async () => {
  await using client = new IgniteClient({ endpoints: ['127.0.0.1:1'], requestTimeoutMs: 300 });
  const ended = await Promise.allSettled(Array.from({ length: 1030 }, () => client.query('SELECT 1')));
  const codes = ended.map((each) => each.status === 'rejected' && each.reason.code);
  expect(Map.groupBy(codes, (code) => code).get('BUSY')).toHaveLength(6);
  expect(new Set(codes)).toEqual(new Set(['CONNECTION', 'BUSY']));
});
