import type { Piece } from '@outgrow/domain/shop';

/**
 * The words of a search: runs of letters and digits in lower case, each once, the first ones of many. None of them holds a wildcard of LIKE, so that
 * none has to be escaped.
 */
export const wordsOf = (text: string): string[] =>
  [...new Set(text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu))].slice(0, MAX_WORDS);

/** Each is looked for in every product, and their number makes another statement for the node to prepare. */
export const MAX_WORDS = 8;

/** A text in pieces, of which those that hold a word are hits; together they are the text. */
export function piecesWith(text: string, words: readonly string[]): Piece[] {
  // The longest first: of two words that begin alike the longer one is the hit.
  const some = words.toSorted((a, b) => b.length - a.length).join('|');
  if (some === '') return text === '' ? [] : [{ text, hit: false }];
  // Split by a group, every second part is what the group held.
  const parts = text.split(new RegExp(`((?:${some})+)`, 'giu'));
  return parts.flatMap((part, at) => (part === '' ? [] : [{ text: part, hit: at % 2 === 1 }]));
}
