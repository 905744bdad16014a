import { Connection } from './connection.ts';
import { IgniteError } from './error.ts';
import type { SocketSettings } from './node-socket.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;
const PING_MS = 500;
/** A connection whose pings go unanswered for so many times is given up: a new one shows whether the node is there. */
const MOST_MISSED_PINGS = 20;
/** However many calls ask for it. */
const SHORTEST_PAUSE_MS = 20;

export interface EndpointEvents {
  opened(endpoint: Endpoint): void;
  closed(endpoint: Endpoint): void;
  topologyChanged(version: string): void;
  /** Whether another endpoint's node answers. */
  elsewhere(endpoint: Endpoint): boolean;
}

/** One address of a node, kept connected until it is closed: with pauses that grow to a second, for ever. */
export class Endpoint {
  readonly address: string;
  readonly #settings: SocketSettings & { connectTimeoutMs: number };
  readonly #events: EndpointEvents;
  #connection: Connection | undefined;
  #opening: Connection | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #again: NodeJS.Timeout | undefined;
  #pinging = false;
  #nextPingAt = 0;
  #missedPings = 0;
  #closed = false;
  #failedAt = 0;
  readonly #past = { sentBytes: 0, receivedBytes: 0, requests: 0 };
  /** Why it is not connected, or is suspect; undefined while all is well. */
  lastError: string | undefined = 'It has not been connected yet.';

  constructor(address: string, settings: SocketSettings & { connectTimeoutMs: number }, events: EndpointEvents) {
    this.address = address;
    this.#settings = settings;
    this.#events = events;
    void this.#connect();
  }

  /** The open connection, though the node may be silent. */
  get connection(): Connection | undefined {
    return this.#connection;
  }
  /** It missed a ping, and has not answered one since. */
  get suspect(): boolean {
    return this.#missedPings > 0;
  }

  traffic() {
    const { sentBytes = 0, receivedBytes = 0, requests = 0 } = this.#connection ?? {};
    const past = this.#past;
    return {
      sentBytes: past.sentBytes + sentBytes,
      receivedBytes: past.receivedBytes + receivedBytes,
      requests: past.requests + requests,
    };
  }

  /** Tries now rather than after the pause. */
  hurry(): void {
    if (this.#again === undefined || performance.now() - this.#failedAt < SHORTEST_PAUSE_MS) return;
    clearTimeout(this.#again);
    this.#again = undefined;
    void this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#opening?.close('the client was closed');
    this.#connection?.close('the client was closed');
  }

  async #connect(): Promise<void> {
    let opening: Connection | undefined;
    try {
      const connection: Connection = new Connection(this.address, this.#settings, {
        closed: (reason) => this.#lost(connection, reason),
        silent: () => void this.#ping(connection),
        topologyChanged: (version) => this.#events.topologyChanged(version),
      });
      opening = connection;
      this.#opening = connection;
      await connection.open(this.#settings.connectTimeoutMs);
      if (this.#closed) return connection.close('the client was closed');
      this.#opening = undefined;
      this.#connection = connection;
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#missedPings = 0;
      this.#nextPingAt = 0;
      this.lastError = undefined;
      this.#events.opened(this);
    } catch (error) {
      this.#opening = undefined;
      this.lastError = error instanceof Error ? error.message : String(error);
      opening?.close(this.lastError);
      this.#failedAt = performance.now();
      this.#later();
    }
  }

  #lost(connection: Connection, reason: string): void {
    if (connection !== this.#connection) return;
    this.#past.sentBytes += connection.sentBytes;
    this.#past.receivedBytes += connection.receivedBytes;
    this.#past.requests += connection.requests;
    this.#connection = undefined;
    this.lastError = reason;
    this.#events.closed(this);
    this.#later();
  }

  #later(): void {
    if (this.#closed) return;
    // Spread out, so that many clients do not all come at once to a node that is back.
    this.#again = setTimeout(
      () => {
        this.#again = undefined;
        void this.#connect();
      },
      this.#pauseMs * (0.75 + Math.random() / 2),
    );
    this.#again.unref();
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  // One ping at a time, for as long as requests go unanswered: a slow request is no sign of a node that hangs.
  async #ping(connection: Connection): Promise<void> {
    if (this.#pinging || connection !== this.#connection || performance.now() < this.#nextPingAt) return;
    this.#pinging = true;
    try {
      while (connection === this.#connection) {
        try {
          await connection.ping(PING_MS);
          this.#missedPings = 0;
          this.#nextPingAt = performance.now() + PING_MS;
          this.lastError = undefined;
          return;
        } catch (error) {
          if (connection !== this.#connection) return;
          if (error instanceof IgniteError && error.code === 'BUSY') return;
          this.#missedPings += 1;
          this.lastError = `The node at ${this.address} is connected and silent.`;
          if (this.#events.elsewhere(this)) connection.release();
          if (this.#missedPings >= MOST_MISSED_PINGS) connection.close('it did not answer a ping');
        }
      }
    } finally {
      this.#pinging = false;
    }
  }
}
