import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

type Cut = 'never' | 'COMMIT sent' | 'COMMIT answered' | 'INSERT answered';

/**
 * A TCP relay between a client in this process and a server. What the client sends within one turn of its event loop
 * reaches the relay before any answer to it does, so the turns it counts are those that waited for an answer.
 */
export interface Relay extends AsyncDisposable {
  /** The server's address, led through the relay. */
  readonly url: string;
  /** How often the client spoke after it had listened. */
  turns: number;
  /** What the server said of each statement, as `SELECT 1` or `COMMIT`. */
  tags: string[];
  /** Breaks the connection, once: with COMMIT kept from the server, or with the server's answer to it, or to an INSERT, kept from the client. */
  cut: Cut;
}

export async function relay(to: string): Promise<Relay> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const both = [client, upstream];
    const answers = new Answers();
    let isClientsTurn = true;
    const end = () => both.forEach((socket) => void socket.destroy());
    for (const socket of both) sockets.add(socket.setNoDelay().on('error', end).on('close', end));

    client.on('data', (chunk) => {
      if (isClientsTurn) relayed.turns += 1;
      isClientsTurn = false;
      if (chunk.includes('COMMIT\0') && cuts('COMMIT sent')) end();
      else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      isClientsTurn = true;
      const tags = answers.tagsIn(chunk);
      relayed.tags.push(...tags);
      if (tags.some((tag) => cuts(`${tag.split(' ')[0]} answered` as Cut))) end();
      else client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(to);
  url.port = String((server.address() as AddressInfo).port);

  const relayed: Relay = {
    url: url.href,
    turns: 0,
    tags: [],
    cut: 'never',
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  const cuts = (cut: Cut): boolean => {
    if (relayed.cut !== cut) return false;
    relayed.cut = 'never';
    return true;
  };
  return relayed;
}

/** Reads the command tags out of what a Postgres server says, whose messages are a letter, a length and a body. */
class Answers {
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);

  tagsIn(chunk: Buffer): string[] {
    const tags: string[] = [];
    let said = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = said.length < 5 ? Number.POSITIVE_INFINITY : 1 + said.readInt32BE(1);
      if (said.length < end) break;
      if (said.toString('latin1', 0, 1) === 'C') tags.push(said.toString('utf8', 5, end - 1));
      said = said.subarray(end);
    }
    this.#rest = said;
    return tags;
  }
}
