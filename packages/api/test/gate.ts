/** A gate: what waits at it goes on when it is opened. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: () => promise, open: resolve };
}
