/**
 * Set-up speaks on stderr, so that what the command itself prints can be piped.
 * @param {string} text
 */
export function say(text) {
  console.error(`set-up: ${text}`);
}

/** @param {number} startMs */
export function seconds(startMs) {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}
