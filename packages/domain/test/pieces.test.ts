import { expect, test } from 'vitest';
import { HIT_BEGINS, HIT_ENDS, passageOf, piecesOf } from '../src/pieces.ts';

const marked = (text: string) => text.replaceAll('[', HIT_BEGINS).replaceAll(']', HIT_ENDS);
const shown = (text: string, maxChars: number) =>
  passageOf(piecesOf(marked(text)), maxChars)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');

test('a marked text comes apart into what matched and what lies between', () => {
  expect(piecesOf(marked('[red] lamp, [Red][dish]'))).toEqual([
    { text: 'red', hit: true },
    { text: ' lamp, ', hit: false },
    { text: 'Red', hit: true },
    { text: 'dish', hit: true },
  ]);
  expect(piecesOf('no hit')).toEqual([{ text: 'no hit', hit: false }]);
  expect(piecesOf('')).toEqual([]);
});

test('a short text is its own passage', () => {
  expect(shown('a [red] lamp', 10)).toBe('a [red] lamp');
});

test('the passage of a long text lies around its first hit and is cut between words', () => {
  expect(shown('one two three four five [red] lamp for long evenings', 24)).toBe('five [red] lamp for long');
  expect(shown('[red] lamp for long evenings', 11)).toBe('[red] lamp');
  expect(shown('one two three four five six [red]', 16)).toBe('five six [red]');
});

test('the passage of a long text without a hit is its beginning', () => {
  expect(shown('one two three four five', 12)).toBe('one two');
});

test('the passage of a word that is longer than it is a part of that word, of whole characters', () => {
  expect(shown(`[${'🏮'.repeat(9)}]`, 5)).toBe('[🏮🏮]');
  expect(shown(`${'🏮'.repeat(9)}[🏮]`, 5)).toBe('🏮[🏮]');
  expect(shown(`[${'x'.repeat(40)}] lamp`, 16)).toBe(`[${'x'.repeat(16)}]`);
  expect(shown(`${'x'.repeat(40)} [lamp]`, 16)).toBe('[lamp]');
});
