/** Answers are refused above this many bytes: a length that is out of step reads as a huge one. */
const LARGEST_FRAME_BYTES = 256 * 1024 * 1024;

/** Cuts a stream of bytes into frames (a length of four bytes, then so many), however the stream comes in pieces. */
export class Frames {
  readonly #take: (frame: Buffer) => void;
  #pieces: Buffer[] = [];
  #size = 0;
  #needed = 4;

  constructor(take: (frame: Buffer) => void) {
    this.#take = take;
  }

  push(data: Buffer): void {
    this.#size += data.length;
    this.#pieces.push(data);
    // Pieces are joined only once a whole frame is there: a large answer in small pieces is copied once.
    if (this.#size < this.#needed) return;
    let rest = this.#pieces.length === 1 ? data : Buffer.concat(this.#pieces, this.#size);
    this.#pieces = [];
    let at = 0;
    for (;;) {
      const left = rest.length - at;
      if (left < 4) {
        this.#needed = 4;
        break;
      }
      const length = rest.readInt32LE(at);
      if (length < 0 || length > LARGEST_FRAME_BYTES) throw new RangeError(`An answer of ${length} bytes was announced.`);
      if (left < 4 + length) {
        this.#needed = 4 + length;
        break;
      }
      this.#take(rest.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    rest = rest.subarray(at);
    this.#size = rest.length;
    if (rest.length > 0) this.#pieces.push(rest);
  }
}
