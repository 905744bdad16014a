import type { Settings } from './opened.ts';

/** A whole number above 0. Throws with the name and what it takes where the value is another; an empty one counts as absent. */
export function count(settings: Settings, name: string, otherwise: number): number {
  const text = settings[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is ${text}; it takes a whole number above 0`);
  return value;
}

/** One of these words, the first where none is given. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  settings: Settings,
  name: string,
  words: Words,
): Words[number] {
  const text = settings[name];
  if (text === undefined || text === '') return words[0];
  if (words.includes(text)) return text;
  throw new Error(`${name} is ${text}; it takes ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
}
