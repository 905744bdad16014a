import type { Piece } from './shop.ts';

/** What a search engine is to put around a hit: control characters, which no reader would see in the text. */
export const HIT_BEGINS = '\u0001';
export const HIT_ENDS = '\u0002';

/** A text with its hits marked, in pieces: none is empty, and together they are the text without the marks. */
export function piecesOf(marked: string): Piece[] {
  const pieces: Piece[] = [];
  let hit = false;
  for (const part of marked.split(MARKS)) {
    if (part === HIT_BEGINS || part === HIT_ENDS) hit = part === HIT_BEGINS;
    else if (part !== '') pieces.push({ text: part, hit });
  }
  return pieces;
}

const MARKS = new RegExp(`([${HIT_BEGINS}${HIT_ENDS}])`);

/** As much of a description as a highlight shows. */
export const PASSAGE_CHARS = 200;

/** The pieces as they are, or, where they are longer than that, a passage of at most `maxChars` around the first hit, cut between words. */
export function passageOf(pieces: readonly Piece[], maxChars: number): Piece[] {
  const text = pieces.map((piece) => piece.text).join('');
  if (text.length <= maxChars) return [...pieces];
  const hitAt = beginOf(pieces, ({ hit }) => hit);
  // A quarter of it leads up to the hit, unless the text ends before.
  const earliest = Math.max(0, Math.min(hitAt - Math.floor(maxChars / 4), text.length - maxChars));
  const space = text.slice(earliest, hitAt).search(/\s/);
  const begins = earliest === 0 || space < 0 ? whole(text, earliest, 1) : earliest + space + 1;
  const latest = begins + maxChars;
  const lastSpace = text.slice(hitAt, latest + 1).search(/\s\S*$/);
  const ends = latest >= text.length || lastSpace < 1 ? whole(text, latest, -1) : hitAt + lastSpace;
  return cut(pieces, begins, ends);
}

/** Not between the two halves of a character. */
const whole = (text: string, at: number, step: 1 | -1): number => (/[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + step : at);

function beginOf(pieces: readonly Piece[], wanted: (piece: Piece) => boolean): number {
  const at = pieces.findIndex(wanted);
  return pieces.slice(0, Math.max(0, at)).reduce((sum, { text }) => sum + text.length, 0);
}

function cut(pieces: readonly Piece[], begins: number, ends: number): Piece[] {
  let at = 0;
  return pieces.flatMap(({ text, hit }) => {
    const part = text.slice(Math.max(0, begins - at), Math.max(0, ends - at));
    at += text.length;
    return part === '' ? [] : [{ text: part, hit }];
  });
}
