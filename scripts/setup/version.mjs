/**
 * The first version number in what a tool says of itself.
 * @param {string | undefined} text
 */
export function versionIn(text) {
  return /\d+(?:\.\d+)+/.exec(text ?? '')?.[0];
}

/**
 * @param {string} version
 * @param {string} atLeast
 */
export function isOlder(version, atLeast) {
  return version.localeCompare(atLeast, 'en', { numeric: true }) < 0;
}
