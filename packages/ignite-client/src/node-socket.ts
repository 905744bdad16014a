import type { Socket } from 'node:net';
import ClientSocket from 'apache-ignite-client/lib/internal/ClientSocket.js';
import type MessageBuffer from 'apache-ignite-client/lib/internal/MessageBuffer.js';
import { IgniteError, STATUS } from './error.ts';
import { Frames } from './frames.ts';
import { FEATURE } from './operations.ts';
import { Reader } from './reader.ts';
import { TYPE } from './types.ts';

const VERSION = { _major: 1, _minor: 7, _patch: 0 };
const FEATURES = Buffer.alloc(4);
FEATURES.writeInt32LE((1 << FEATURE.executeTask) | (1 << FEATURE.binaryConfiguration) | (1 << FEATURE.heartbeat));
const HANDSHAKE_DONE = 1;

export interface SocketSettings {
  readonly user?: string;
  readonly password?: string;
  /** Options of `tls.connect`; without them the connection is not encrypted. */
  readonly tls?: object;
}

/**
 * The library's socket, which connects, encrypts and shakes hands, moved from protocol 1.2 to 1.7. Its framing lost its place
 * when answers came while one was still being read; here every frame is cut out before any is read.
 */
export class NodeSocket extends ClientSocket {
  /** The node's id in the cluster, a UUID. */
  nodeId = '';
  receivedBytes = 0;
  readonly #frames: Frames;
  readonly #endpoint: string;
  readonly #closed: (reason: string) => void;
  #handshake: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #open = true;

  constructor(endpoint: string, settings: SocketSettings, onFrame: (frame: Buffer) => void, onClosed: (reason: string) => void) {
    const { user = null, password = null, tls } = settings;
    super(endpoint, { _userName: user, _password: password, _useTLS: tls !== undefined, _options: tls ?? null }, null);
    this.#endpoint = endpoint;
    this.#closed = onClosed;
    this.#frames = new Frames((frame) => {
      if (this.#handshake === undefined) onFrame(frame);
      else this.#shaken(frame, this.#handshake);
    });
  }

  /** Connected and recognised by the node, or an IgniteError. */
  async open(timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // It may be closed before anybody awaits it.
    promise.catch(() => {});
    const timer = setTimeout(() => {
      this._error = `it did not answer within ${timeoutMs} ms`;
      this._disconnect();
    }, timeoutMs);
    this.#handshake = { resolve, reject };
    const version = {
      ...VERSION,
      write(buffer: MessageBuffer) {
        for (const part of [VERSION._major, VERSION._minor, VERSION._patch]) buffer.writeShort(part);
      },
    };
    try {
      this._connectSocket(this._getHandshake(version, resolve, reject));
      this.#socket.setNoDelay(true);
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** `sent` is called when the bytes are no longer needed, whatever became of them. */
  send(bytes: Buffer, sent: () => void): void {
    this.#socket.write(bytes, sent);
  }

  close(reason: string): void {
    this._error ??= reason;
    this._disconnect();
  }

  get #socket(): Socket {
    if (this._socket === null) throw new Error('The socket is used before it is opened.');
    return this._socket;
  }

  override async _handshakePayloadWriter(buffer: MessageBuffer) {
    buffer.writeByte(1);
    buffer.writeShort(VERSION._major);
    buffer.writeShort(VERSION._minor);
    buffer.writeShort(VERSION._patch);
    buffer.writeByte(2);
    buffer.writeByte(TYPE.bytes);
    buffer.writeInteger(FEATURES.length);
    buffer.writeBuffer(FEATURES);
    const { _userName: user, _password: password } = this._config;
    if (user === null) return;
    for (const text of [user, password ?? '']) {
      buffer.writeByte(TYPE.string);
      buffer.writeInteger(Buffer.byteLength(text));
      if (text !== '') buffer.writeBuffer(Buffer.from(text));
    }
  }

  override async _processResponse(data: Buffer) {
    this.receivedBytes += data.length;
    this.#frames.push(data);
  }

  #shaken(frame: Buffer, { resolve, reject }: { resolve: () => void; reject: (error: Error) => void }): void {
    const answer = new Reader(frame);
    if (answer.byte() !== HANDSHAKE_DONE) {
      const version = `${answer.short()}.${answer.short()}.${answer.short()}`;
      const why = answer.string() ?? 'it gave no reason';
      const code = answer.position + 4 <= frame.length ? answer.int() : STATUS.failed;
      const message = `The node at ${this.#endpoint} refused the connection (its protocol is ${version}): ${why}`;
      reject(new IgniteError('not_applied', code, message));
      this.#handshake = undefined;
      this.close(message);
      return;
    }
    answer.position += 1;
    answer.bytes(answer.int());
    answer.position += 1;
    this.nodeId = answer.uuid();
    this.#handshake = undefined;
    resolve();
  }

  override _disconnect(_close?: boolean, _tell?: boolean) {
    if (!this.#open) return;
    this.#open = false;
    this._socket?.destroy();
    const reason = reasonOf(this._error);
    const message = `The connection to the node at ${this.#endpoint} is gone: ${reason}`;
    this.#handshake?.reject(new IgniteError('not_applied', 'CONNECTION', message));
    this.#handshake = undefined;
    this.#closed(message);
  }
}

function reasonOf(error: unknown): string {
  if (error === undefined || error === null) return 'the node closed it';
  return error instanceof Error ? error.message : String(error);
}
