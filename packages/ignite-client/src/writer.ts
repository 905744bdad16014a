import { IgniteError } from './error.ts';
import { TYPE } from './types.ts';

const FIRST_CAPACITY = 4096;
/** Shorter texts are copied character by character: the call into the engine costs more. */
const SHORT_TEXT = 24;

/** Bytes in the order of the protocol (little endian), in one buffer that grows. What writes a value answers true. */
export class Writer {
  #buffer: Buffer;
  position = 0;

  constructor(capacity = FIRST_CAPACITY) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  get capacity(): number {
    return this.#buffer.length;
  }

  /** What was written, without a copy: it is good until the next write. */
  get written(): Buffer {
    return this.#buffer.subarray(0, this.position);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.position++] = value;
  }
  boolean(value: boolean): true {
    this.byte(value ? 1 : 0);
    return true;
  }
  short(value: number): void {
    this.#reserve(2);
    this.#buffer[this.position] = value;
    this.#buffer[this.position + 1] = value >> 8;
    this.position += 2;
  }
  int(value: number): true {
    this.#reserve(4);
    this.setInt(this.position, value);
    this.position += 4;
    return true;
  }
  /** A whole number within what JavaScript holds exactly. */
  long(value: number): true {
    if (!Number.isSafeInteger(value))
      throw new IgniteError('not_applied', 'VALUE', `${value} is no whole number that a long can hold.`);
    this.#reserve(8);
    this.setInt(this.position, value | 0);
    this.setInt(this.position + 4, Math.floor(value / 0x1_0000_0000));
    this.position += 8;
    return true;
  }
  double(value: number): true {
    this.#reserve(8);
    this.#buffer.writeDoubleLE(value, this.position);
    this.position += 8;
    return true;
  }
  /** Length in bytes, then UTF-8. */
  text(value: string): true {
    const { length } = value;
    this.#reserve(4 + length * 3);
    const start = this.position + 4;
    let end = start;
    if (length <= SHORT_TEXT) {
      const buffer = this.#buffer;
      for (let index = 0; index < length; index++) {
        const code = value.charCodeAt(index);
        if (code > 0x7f) {
          end = -1;
          break;
        }
        buffer[end++] = code;
      }
    } else end = -1;
    if (end === -1) end = start + this.#buffer.write(value, start, 'utf8');
    this.setInt(this.position, end - start);
    this.position = end;
    return true;
  }
  bytes(value: Uint8Array): true {
    this.#reserve(value.length);
    this.#buffer.set(value, this.position);
    this.position += value.length;
    return true;
  }

  /** A text with its type code, or null. */
  string(value: string | null): void {
    if (value === null) this.byte(TYPE.null);
    else {
      this.byte(TYPE.string);
      this.text(value);
    }
  }

  /** Leaves room for what is known only later. */
  skip(size: number): number {
    this.#reserve(size);
    const at = this.position;
    this.position += size;
    return at;
  }
  setByte(at: number, value: number): void {
    this.#buffer[at] = value;
  }
  setShort(at: number, value: number): void {
    this.#buffer[at] = value;
    this.#buffer[at + 1] = value >> 8;
  }
  setInt(at: number, value: number): void {
    const buffer = this.#buffer;
    buffer[at] = value;
    buffer[at + 1] = value >> 8;
    buffer[at + 2] = value >> 16;
    buffer[at + 3] = value >> 24;
  }
  /** Java's hash of a byte array over a piece of what was written. */
  hash(from: number, to: number): number {
    const buffer = this.#buffer;
    let hash = 1;
    // Bytes are signed in Java.
    for (let at = from; at < to; at++) hash = (Math.imul(31, hash) + (((buffer[at] as number) << 24) >> 24)) | 0;
    return hash;
  }

  #reserve(size: number): void {
    const needed = this.position + size;
    if (needed <= this.#buffer.length) return;
    let capacity = this.#buffer.length * 2;
    while (capacity < needed) capacity *= 2;
    const grown = Buffer.allocUnsafe(capacity);
    this.#buffer.copy(grown, 0, 0, this.position);
    this.#buffer = grown;
  }
}
