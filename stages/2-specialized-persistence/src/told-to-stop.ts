/** Aborts at the first SIGTERM or SIGINT. From then on nobody listens, so that a second one kills the process. */
export function toldToStop(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => {
      process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
      stopping.abort();
    });
  }
  return stopping.signal;
}
