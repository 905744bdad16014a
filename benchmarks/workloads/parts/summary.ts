/** All of k6's figures, as they are, to the file the harness named. */
export function handleSummary(data: unknown): Record<string, string> {
  return { [__ENV.SUMMARY ?? 'stdout']: JSON.stringify(data) };
}
