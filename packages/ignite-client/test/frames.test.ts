import { expect, test } from 'vitest';
import { Frames } from '../src/frames.ts';

const bodies = ['', 'a', 'some more', 'x'.repeat(300)].map((text) => Buffer.from(text));
const stream = Buffer.concat(bodies.flatMap((body) => [sizeOf(body.length), body]));

function sizeOf(length: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32LE(length);
  return size;
}

function cut(pieces: readonly Buffer[]): string[] {
  const found: string[] = [];
  const frames = new Frames((frame) => found.push(frame.toString()));
  for (const piece of pieces) frames.push(piece);
  return found;
}

test('finds every frame, wherever the stream is cut in two', () => {
  for (let at = 0; at <= stream.length; at++)
    expect(cut([stream.subarray(0, at), stream.subarray(at)])).toEqual(bodies.map(String));
});

test('finds every frame when the stream comes byte by byte', () => {
  expect(cut([...stream].map((byte) => Buffer.from([byte])))).toEqual(bodies.map(String));
});

test('keeps an unfinished frame to itself', () => {
  expect(cut([stream.subarray(0, stream.length - 1)])).toEqual(bodies.slice(0, -1).map(String));
});

test('refuses a length that no answer has', () => {
  expect(() => cut([sizeOf(-1)])).toThrow('An answer of -1 bytes was announced.');
  expect(() => cut([sizeOf(0x7fff_ffff)])).toThrow('was announced');
});
