import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGES } from '../../packages/services/src/images.ts';
import { root } from '../setup/places.mjs';

/** Every image that something of this project runs in or is built from, but for those it builds itself. */
export function imagesNamed() {
  const composed = textOf('docker/*.yml').matchAll(/^\s*image: (\S+)$/gm);
  const built = textOf('docker/*.Dockerfile').matchAll(/^FROM (\S+)/gm);
  const named = [...composed, ...built].map(([, image = '']) => image);
  return [...new Set([...named, ...Object.values(IMAGES)])].filter((image) => !image.startsWith('outgrow-')).sort();
}

/** @param {string} pattern */
function textOf(pattern) {
  return globSync(join(root, pattern))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
