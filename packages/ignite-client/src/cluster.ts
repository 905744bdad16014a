import { Affinity } from './affinity.ts';
import { BinaryTypes } from './binary-types.ts';
import type { Connection } from './connection.ts';
import { IgniteError } from './error.ts';
import type { SocketSettings } from './node-socket.ts';
import { Nodes } from './nodes.ts';
import { MissingSchema } from './read-value.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** Attempts of a call that may be repeated; each goes to another node where there is one. */
const MOST_ATTEMPTS = 4;
const RETRY_PAUSE_MS = 20;

export interface Call<T> {
  readonly operation: number;
  readonly write: (to: Writer) => void;
  readonly read: (from: Reader) => T;
  /** A read changes nothing; what is idempotent changes it once, however often it is sent; a write is sent once. */
  readonly kind: 'read' | 'idempotent' | 'write';
  readonly nodeId?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Only this connection will do, as for a cursor or a transaction. */
  readonly connection?: Connection | undefined;
  /** Where the answer is not the end of it, as for a task: what is to be awaited on the same connection. */
  readonly follow?: (answer: Reader) => number;
  /** Told where it is unknown what became of an attempt, though a later one may be answered. */
  readonly onUnknown?: (() => void) | undefined;
  /** Given an answer that came after its time, or could not be read: what it opened at the server is to be closed. */
  readonly late?: (answer: Reader, connection: Connection) => void;
  /** Asked of another node where one refuses it or takes half of the time. */
  readonly anywhere?: boolean | undefined;
}

/** What the parts of the client share: its connections, what it knows of types and partitions, and how a call is made. */
export class Cluster {
  readonly nodes: Nodes;
  readonly types: BinaryTypes;
  readonly affinity: Affinity;
  readonly requestTimeoutMs: number;

  constructor(endpoints: readonly string[], settings: SocketSettings & { connectTimeoutMs: number; requestTimeoutMs: number }) {
    this.requestTimeoutMs = settings.requestTimeoutMs;
    this.types = new BinaryTypes(this);
    this.affinity = new Affinity(this);
    this.nodes = new Nodes(endpoints, settings, {
      allLost: () => {
        this.types.forget();
        this.affinity.forget();
      },
      topologyChanged: (version) => this.affinity.topologyChanged(version),
    });
  }

  async call<T>(call: Call<T>): Promise<T> {
    const deadline = performance.now() + (call.timeoutMs ?? this.requestTimeoutMs);
    const { answer } = await this.#answered(call, deadline);
    return this.#decoded(call, answer, deadline);
  }

  /** As `call`, with the connection that answered, for what must be asked there again. */
  async callOn<T>(call: Call<T>): Promise<{ value: T; connection: Connection }> {
    const deadline = performance.now() + (call.timeoutMs ?? this.requestTimeoutMs);
    const { answer, connection } = await this.#answered(call, deadline);
    const start = answer.position;
    try {
      return { value: await this.#decoded(call, answer, deadline), connection };
    } catch (error) {
      answer.position = start;
      call.late?.(answer, connection);
      throw error;
    }
  }

  // Reads again from the start of the payload once a schema that was not known is there.
  async #decoded<T>({ read, kind }: Call<T>, from: Reader, deadline: number): Promise<T> {
    const start = from.position;
    for (;;) {
      try {
        try {
          return read(from);
        } catch (error) {
          if (!(error instanceof MissingSchema)) throw error;
          await this.types.learn(error, deadline);
          from.position = start;
        }
      } catch (error) {
        throw kind === 'read' ? error : asUnknown(error);
      }
    }
  }

  async #answered<T>(call: Call<T>, deadline: number): Promise<{ answer: Reader; connection: Connection }> {
    const tried = new Set<string>();
    let unknown = false;
    for (let attempt = 1; ; attempt++) {
      try {
        const connection =
          call.connection ?? this.nodes.pick(call.nodeId, tried) ?? (await this.nodes.picked(call.nodeId, tried, deadline));
        tried.add(connection.endpoint);
        return { answer: await this.#once(call, connection, this.#untilOf(call, attempt, deadline)), connection };
      } catch (error) {
        if (!(error instanceof IgniteError)) throw error;
        if (error.outcome === 'unknown') {
          unknown = true;
          call.onUnknown?.();
        }
        const leftMs = deadline - performance.now();
        if (attempt >= MOST_ATTEMPTS || leftMs <= RETRY_PAUSE_MS || call.connection !== undefined || !repeatable(call, error))
          // An earlier attempt may have done it, though the last one did not.
          throw unknown && error.outcome !== 'unknown'
            ? new IgniteError('unknown', error.code, error.message, { cause: error })
            : error;
        if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS * attempt));
      }
    }
  }

  // A node that is only just back may answer pings and no more.
  #untilOf<T>({ anywhere, connection }: Call<T>, attempt: number, deadline: number): number {
    const isShared = anywhere === true && connection === undefined && attempt === 1 && this.nodes.endpoints.length > 1;
    return isShared ? (performance.now() + deadline) / 2 : deadline;
  }

  async #once<T>(
    { operation, write, kind, follow, late, connection: only }: Call<T>,
    connection: Connection,
    deadline: number,
  ): Promise<Reader> {
    const outcome = kind === 'read' ? 'not_applied' : 'unknown';
    const movable = kind !== 'write' && only === undefined;
    const timeoutMs = deadline - performance.now();
    if (timeoutMs <= 0) throw new IgniteError('not_applied', 'TIMEOUT', 'There was no time left to ask the cluster.');
    const answer = await connection.request(operation, write, {
      timeoutMs,
      outcome,
      movable,
      ...(late && { late: (answer: Reader) => late(answer, connection) }),
    });
    if (follow === undefined) return answer;
    return connection.notification(follow(answer), { timeoutMs: deadline - performance.now(), outcome, movable });
  }
}

function asUnknown(error: unknown): unknown {
  if (!(error instanceof IgniteError) || error.outcome === 'unknown') return error;
  return new IgniteError('unknown', error.code, error.message, { cause: error });
}

function repeatable<T>({ kind, anywhere }: Call<T>, { code, outcome }: IgniteError): boolean {
  if (code === 'CONNECTION') return kind !== 'write' || outcome === 'not_applied';
  if (code === 'TIMEOUT') return kind !== 'write';
  return anywhere === true && typeof code === 'number';
}
