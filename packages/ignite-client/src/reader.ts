import { IgniteError } from './error.ts';
import { TYPE } from './types.ts';

/** Reads what the protocol writes (little endian), from a position on. */
export class Reader {
  readonly buffer: Buffer;
  position: number;

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer;
    this.position = position;
  }

  byte(): number {
    const value = this.buffer[this.position++];
    if (value === undefined) throw new RangeError('The answer is shorter than it says.');
    return value;
  }
  boolean(): boolean {
    return this.byte() !== 0;
  }
  short(): number {
    const value = this.buffer.readInt16LE(this.position);
    this.position += 2;
    return value;
  }
  int(): number {
    const value = this.buffer.readInt32LE(this.position);
    this.position += 4;
    return value;
  }
  /** Refused where JavaScript cannot hold it exactly. */
  long(): number {
    const low = this.buffer.readUInt32LE(this.position);
    const value = this.buffer.readInt32LE(this.position + 4) * 0x1_0000_0000 + low;
    this.position += 8;
    if (!Number.isSafeInteger(value))
      throw new IgniteError('not_applied', 'VALUE', 'A long was read that JavaScript cannot hold exactly.');
    return value;
  }
  /** A long that is only compared. */
  longText(): string {
    const value = this.buffer.readBigInt64LE(this.position);
    this.position += 8;
    return value.toString();
  }
  double(): number {
    const value = this.buffer.readDoubleLE(this.position);
    this.position += 8;
    return value;
  }
  text(): string {
    const size = this.int();
    const end = this.position + size;
    if (size < 0 || end > this.buffer.length) throw new RangeError('The answer is shorter than it says.');
    const value = this.buffer.toString('utf8', this.position, end);
    this.position = end;
    return value;
  }
  /** A copy, so that what is kept does not hold on to the whole answer. */
  bytes(size: number): Buffer {
    const value = Buffer.from(this.buffer.subarray(this.position, this.position + size));
    this.position += size;
    return value;
  }
  uuid(): string {
    const most = this.buffer.readBigUInt64LE(this.position).toString(16).padStart(16, '0');
    const least = this.buffer
      .readBigUInt64LE(this.position + 8)
      .toString(16)
      .padStart(16, '0');
    this.position += 16;
    return `${most.slice(0, 8)}-${most.slice(8, 12)}-${most.slice(12)}-${least.slice(0, 4)}-${least.slice(4)}`;
  }
  /** A text with its type code, or null. */
  string(): string | null {
    return this.byte() === TYPE.null ? null : this.text();
  }
}
