import { IgniteError } from './error.ts';
import { NodeSocket, type SocketSettings } from './node-socket.ts';
import { OPERATION, RESPONSE_FLAG } from './operations.ts';
import { Reader } from './reader.ts';
import { errorOf } from './server-error.ts';
import { Writer } from './writer.ts';

const MOST_UNANSWERED = 1024;
/** Notifications that came before anybody waited for them. */
const MOST_EARLY = 1024;
const SWEEP_MS = 20;
const MOST_SPARE = 4;
const LARGEST_SPARE_BYTES = 256 * 1024;
const SILENT_MS = 500;

interface Waiting {
  readonly deadline: number;
  readonly answered: (answer: Reader) => void;
  readonly failed: (error: IgniteError) => void;
  /** What a failure on the way means to it. */
  readonly outcome: 'not_applied' | 'unknown';
  /** It may be asked of another node instead. */
  readonly movable: boolean;
  readonly since: number;
  readonly counted: boolean;
  /** What an answer after its time is given to. */
  readonly late: ((answer: Reader) => void) | undefined;
}

export interface Expectation {
  readonly timeoutMs: number;
  readonly outcome: 'not_applied' | 'unknown';
  readonly movable?: boolean;
  readonly late?: (answer: Reader) => void;
  /** Whether it is traffic. */
  readonly counted?: boolean;
}

export interface ConnectionEvents {
  closed(reason: string): void;
  /** A request has been unanswered for a while. Told again and again, for as long as it is. */
  silent(): void;
  topologyChanged(version: string): void;
}

/** One connection to one node: numbered requests, their answers in any order, and notifications. Every wait has an end. */
export class Connection {
  readonly endpoint: string;
  readonly #socket: NodeSocket;
  readonly #events: ConnectionEvents;
  readonly #waiting = new Map<number, Waiting>();
  readonly #notified = new Map<number, Waiting>();
  readonly #early = new Map<number, Buffer>();
  readonly #late = new Map<number, Waiting>();
  #out = new Writer();
  readonly #spare: Writer[] = [];
  #flushing = false;
  #sweeper: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed: string | undefined;
  #uncountedBytes = 0;
  sentBytes = 0;
  requests = 0;

  constructor(endpoint: string, settings: SocketSettings, events: ConnectionEvents) {
    this.endpoint = endpoint;
    this.#events = events;
    this.#socket = new NodeSocket(
      endpoint,
      settings,
      (frame) => this.#take(frame),
      (reason) => this.#gone(reason),
    );
  }

  get nodeId(): string {
    return this.#socket.nodeId;
  }
  get receivedBytes(): number {
    return this.#socket.receivedBytes - this.#uncountedBytes;
  }
  get unanswered(): number {
    return this.#waiting.size + this.#notified.size;
  }

  open(timeoutMs: number): Promise<void> {
    return this.#socket.open(timeoutMs);
  }

  close(reason: string): void {
    this.#socket.close(reason);
  }

  /** The answer's payload. An error of the server, of the connection or of time is thrown; `outcome` is what the latter two mean. */
  request(operation: number, write: (to: Writer) => void, expected: Expectation): Promise<Reader> {
    const { promise, resolve, reject } = Promise.withResolvers<Reader>();
    if (this.#closed !== undefined) throw new IgniteError('not_applied', 'CONNECTION', this.#closed);
    if (this.unanswered >= MOST_UNANSWERED)
      throw new IgniteError(
        'not_applied',
        'BUSY',
        `${MOST_UNANSWERED} requests to the node at ${this.endpoint} are unanswered: ask for less at a time.`,
      );
    const id = ++this.#lastId;
    const start = this.#out.position;
    try {
      this.#out.skip(4);
      this.#out.short(operation);
      this.#out.long(id);
      write(this.#out);
    } catch (error) {
      this.#out.position = start;
      throw error;
    }
    this.#out.setInt(start, this.#out.position - start - 4);
    const waiting = waitingFor(expected, resolve, reject);
    if (waiting.counted) {
      this.requests += 1;
      this.sentBytes += this.#out.position - start;
    }
    this.#wait(this.#waiting, id, waiting);
    this.#flushSoon();
    return promise;
  }

  /** What the server sends of its own accord about a resource, such as a task's result; each is sent once. */
  notification(resource: number, expected: Expectation): Promise<Reader> {
    const { promise, resolve, reject } = Promise.withResolvers<Reader>();
    const waiting = waitingFor(expected, resolve, reject);
    const early = this.#early.get(resource);
    if (early !== undefined) {
      this.#early.delete(resource);
      settle(waiting, early, true);
    } else if (this.#closed !== undefined) reject(new IgniteError(expected.outcome, 'CONNECTION', this.#closed));
    else this.#wait(this.#notified, resource, waiting);
    return promise;
  }

  ping(timeoutMs: number): Promise<void> {
    return this.request(OPERATION.heartbeat, () => {}, { timeoutMs, outcome: 'not_applied', counted: false }).then(() => {});
  }

  /** Fails what may be asked of another node instead. */
  release(): void {
    for (const register of [this.#waiting, this.#notified]) {
      for (const [id, waiting] of register) {
        if (waiting.movable) this.#giveUp(register, id, waiting, `The node at ${this.endpoint} is silent.`);
      }
    }
  }

  // What is asked within one turn of the event loop goes out in one write.
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(() => {
      this.#flushing = false;
      const out = this.#out;
      const { written } = out;
      if (written.length === 0 || this.#closed !== undefined) return;
      this.#out = this.#spare.pop() ?? new Writer();
      this.#socket.send(written, () => this.#reuse(out));
    });
  }

  // A new buffer for every write costs a fifth of the client's time in collecting the old ones.
  #reuse(out: Writer): void {
    if (this.#spare.length >= MOST_SPARE || out.capacity > LARGEST_SPARE_BYTES) return;
    out.position = 0;
    this.#spare.push(out);
  }

  #take(frame: Buffer): void {
    const id = frame.readInt32LE(4) * 0x1_0000_0000 + frame.readUInt32LE(0);
    const flags = frame.readInt16LE(8);
    if (flags & RESPONSE_FLAG.topologyChanged)
      this.#events.topologyChanged(`${frame.readBigInt64LE(10)}.${frame.readInt32LE(18)}`);
    const notification = (flags & RESPONSE_FLAG.notification) !== 0;
    const register = notification ? this.#notified : this.#waiting;
    const waiting = register.get(id) ?? (notification ? undefined : this.#late.get(id));
    if (waiting === undefined) {
      // An answer that nobody waits for any more came after its time-out.
      if (notification) this.#keepEarly(id, frame);
      return;
    }
    if (!waiting.counted) this.#uncountedBytes += 4 + frame.length;
    // Forgotten after it is settled: what cannot be read closes the connection, which fails all that waits.
    settle(waiting, frame, notification);
    register.delete(id);
    if (!notification) this.#late.delete(id);
  }

  #giveUp(register: Map<number, Waiting>, id: number, waiting: Waiting, why: string): void {
    register.delete(id);
    const { late, counted, outcome, failed } = waiting;
    if (register === this.#waiting && (late !== undefined || !counted)) {
      this.#late.set(id, { ...waiting, answered: late ?? (() => {}), failed: () => {} });
      dropOldest(this.#late, MOST_UNANSWERED);
    }
    failed(new IgniteError(outcome, 'TIMEOUT', why));
  }

  #keepEarly(id: number, frame: Buffer): void {
    this.#early.set(id, Buffer.from(frame));
    dropOldest(this.#early, MOST_EARLY);
  }

  #wait(register: Map<number, Waiting>, id: number, waiting: Waiting): void {
    register.set(id, waiting);
    this.#sweeper ??= setTimeout(() => this.#sweep(), SWEEP_MS);
  }

  // One timer for all of a connection's requests: one each costs more than the rest of a small request.
  #sweep(): void {
    this.#sweeper = undefined;
    const now = performance.now();
    let silent = false;
    for (const register of [this.#waiting, this.#notified]) {
      for (const [id, waiting] of register) {
        if (now - waiting.since > SILENT_MS) silent = true;
        if (waiting.deadline > now) continue;
        this.#giveUp(register, id, waiting, `The node at ${this.endpoint} did not answer in time.`);
      }
    }
    if (this.unanswered > 0) this.#sweeper = setTimeout(() => this.#sweep(), SWEEP_MS);
    if (silent) this.#events.silent();
  }

  #gone(reason: string): void {
    this.#closed = reason;
    clearTimeout(this.#sweeper);
    for (const register of [this.#waiting, this.#notified]) {
      for (const { outcome, failed } of register.values()) failed(new IgniteError(outcome, 'CONNECTION', reason));
      register.clear();
    }
    this.#early.clear();
    this.#late.clear();
    this.#events.closed(reason);
  }
}

function dropOldest(kept: Map<number, unknown>, most: number): void {
  if (kept.size > most) for (const oldest of kept.keys()) return void kept.delete(oldest);
}

function waitingFor(
  { timeoutMs, outcome, movable = false, counted = true, late }: Expectation,
  answered: (answer: Reader) => void,
  failed: (error: IgniteError) => void,
): Waiting {
  const since = performance.now();
  return { since, deadline: since + timeoutMs, answered, failed, outcome, movable, counted, late };
}

function settle({ answered, failed, outcome }: Waiting, frame: Buffer, notification: boolean): void {
  const answer = new Reader(frame, 10);
  const flags = frame.readInt16LE(8);
  if (flags & RESPONSE_FLAG.topologyChanged) answer.position += 12;
  if (notification) answer.position += 2;
  if (!(flags & RESPONSE_FLAG.error)) {
    answered(answer);
    return;
  }
  const status = answer.int();
  const message = answer.string() ?? 'The node gave no reason.';
  failed(errorOf(status, message, outcome));
}
