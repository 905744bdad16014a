import { createServer, type Socket } from 'node:net';
import { pollUntil } from '@outgrow/services/poll-until';
import { expect, test } from 'vitest';
import { IgniteClient } from '../src/client.ts';
import { Frames } from '../src/frames.ts';
import { OPERATION } from '../src/operations.ts';
import { Reader } from '../src/reader.ts';
import { typed } from '../src/write-value.ts';
import { Writer } from '../src/writer.ts';
import { letIn, listening } from './node-like.ts';

interface Request {
  operation: number;
  payload: Reader;
  answer(write?: (to: Writer) => void): void;
}

/** A server that shakes hands and does with each request what is said. */
function serverThat(does: (request: Request) => void) {
  const server = createServer((socket: Socket) => {
    let shaken = false;
    const send = (write: (to: Writer) => void) => {
      const to = new Writer();
      to.skip(4);
      write(to);
      to.setInt(0, to.position - 4);
      socket.write(Buffer.from(to.written));
    };
    const frames = new Frames((frame) => {
      if (shaken) {
        const answer: Request['answer'] = (write) =>
          send((to) => {
            to.bytes(frame.subarray(2, 10));
            to.short(0);
            write?.(to);
          });
        does({ operation: frame.readInt16LE(0), payload: new Reader(Buffer.from(frame), 10), answer });
        return;
      }
      shaken = true;
      send(letIn);
    });
    socket.on('data', (data) => frames.push(data));
    socket.on('error', () => {});
  });
  return listening(server);
}

test('what is answered after its time is closed at the server: a cursor and a transaction', async () => {
  const held: Request[] = [];
  const closed: string[] = [];
  await using server = await serverThat((request) => {
    const { operation, payload, answer } = request;
    if (operation === OPERATION.closeResource) closed.push(`cursor ${payload.long()}`);
    else if (operation === OPERATION.endTransaction) closed.push(`transaction ${payload.int()} ${payload.boolean()}`);
    else if (operation === OPERATION.heartbeat) answer();
    else held.push(request);
  });
  await using client = new IgniteClient({ endpoints: [server.endpoint], requestTimeoutMs: 5_000 });
  await client.ping(server.endpoint, 5_000);
  await expect(client.query('SELECT 1', [], { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  await expect(client.transaction(async () => {}, { timeoutMs: 50 })).rejects.toMatchObject({ outcome: 'not_applied' });
  for (const { operation, answer } of held) answer((to) => (operation === OPERATION.startTransaction ? to.int(7) : to.long(9)));
  await pollUntil('what was opened to be closed', 10_000, async () => closed.length === held.length);
  expect(new Set(closed)).toEqual(new Set(['cursor 9', 'transaction 7 false']));
});

test('a statement has a time limit at the server, too, which is that of its request', async () => {
  const limits: number[] = [];
  await using server = await serverThat(({ operation, payload: { buffer }, answer }) => {
    if (operation === OPERATION.heartbeat) return answer();
    limits.push(new Reader(buffer, buffer.length - 9).long());
    answer((to) => {
      for (const number of [0, 0, 0]) to.int(number);
      to.int(0);
      to.boolean(false);
    });
  });
  await using client = new IgniteClient({ endpoints: [server.endpoint], requestTimeoutMs: 5_000 });
  await client.query('SELECT 1');
  await client.query('SELECT 1', [], { timeoutMs: 1_234 });
  await client.query('SELECT 1', [], { timeoutMs: 900.4 });
  expect(limits).toEqual([5_000, 1_234, 900]);
});

test('a commit that is not answered within the transaction’s time is unknown, and a rollback is not waited for', async () => {
  await using server = await serverThat(({ operation, answer }) => {
    if (operation === OPERATION.startTransaction) answer((to) => to.int(1));
    else if (operation === OPERATION.heartbeat) answer();
  });
  await using client = new IgniteClient({ endpoints: [server.endpoint], requestTimeoutMs: 600_000 });
  await client.ping(server.endpoint, 5_000);
  await expect(client.transaction(async () => {}, { timeoutMs: 200 })).rejects.toMatchObject({ outcome: 'unknown' });
  const work = client.transaction(() => Promise.reject(new Error('changed my mind')), { timeoutMs: 600_000 });
  await expect(work).rejects.toThrow('changed my mind');
});

test('a slow request is watched by pings, which are no traffic', async () => {
  let pings = 0;
  await using server = await serverThat(({ operation, answer }) => {
    if (operation !== OPERATION.heartbeat) return;
    pings += 1;
    answer();
  });
  await using client = new IgniteClient({ endpoints: [server.endpoint] });
  await client.ping(server.endpoint, 2_000);
  const before = client.traffic();
  expect(before).toMatchObject({ sentBytes: 0, requests: 0 });
  await expect(client.query('SELECT 1', [], { timeoutMs: 1_600 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(client.traffic()).toMatchObject({ requests: 1, receivedBytes: before.receivedBytes });
  // One by hand, one after half a second, and one for each half second after.
  expect(pings).toBeLessThanOrEqual(4);
});

test('that an attempt is unknown is told, though a later one is answered', async () => {
  let asked = 0;
  await using server = await serverThat(({ operation, answer }) => {
    if (operation === OPERATION.heartbeat) return answer();
    asked += 1;
  });
  await using client = new IgniteClient({ endpoints: [server.endpoint, server.endpoint] });
  await client.ping(undefined, 2_000);
  let unknown = 0;
  const task = client.execute('any', '', { idempotent: true, timeoutMs: 100, onUnknown: () => unknown++ });
  await expect(task).rejects.toMatchObject({ outcome: 'unknown' });
  expect([asked, unknown]).toEqual([1, 1]);
});

test('keys are found again however they are given', async () => {
  await using server = await serverThat(({ operation, payload, answer }) => {
    if (operation !== OPERATION.cacheGetAll) return operation === OPERATION.heartbeat ? answer() : undefined;
    payload.position += 5;
    const count = payload.int();
    const keys = Buffer.from(payload.buffer.subarray(payload.position));
    // Every key is of nine bytes or, a timestamp, of thirteen; its value is true.
    answer((to) => {
      to.int(count);
      for (let at = 0; at < keys.length; ) {
        const size = keys[at] === 33 ? 13 : keys[at] === 3 ? 5 : 9;
        to.bytes(keys.subarray(at, at + size));
        to.byte(8);
        to.boolean(true);
        at += size;
      }
    });
  });
  await using client = new IgniteClient({ endpoints: [server.endpoint], requestTimeoutMs: 5_000 });
  const cache = client.cache<unknown, boolean>('ANY');
  const keys = [5, 7n, typed('long', 5), new Date(0), typed('timestamp', '2026-01-01'), 0.5, typed('double', 5)];
  expect(await cache.getAll(keys)).toEqual(keys.map(() => true));
});
