interface Summary {
  metrics: Readonly<Record<string, { values: Readonly<Record<string, number>> } | undefined>>;
}

/** All of k6's figures, as they are, to the file the harness named; to a person, without one, a few lines. */
export function handleSummary(data: Summary): Record<string, string> {
  return __ENV.SUMMARY ? { [__ENV.SUMMARY]: JSON.stringify(data) } : { stdout: inWords(data) };
}

function inWords({ metrics }: Summary): string {
  const value = (metric: string, name: string): number => metrics[metric]?.values[name] ?? 0;
  const ms = (name: string): string => `${value('http_req_duration', name).toFixed(1)} ms`;
  return [
    `sessions  ${value('iterations', 'count')}, and ${value('dropped_iterations', 'count')} that there was nobody to begin`,
    `requests  ${value('http_reqs', 'count')}, ${value('http_reqs', 'rate').toFixed(1)} per second`,
    `refused   ${value('http_req_failed', 'passes')} of them, or not answered: refusals by the rules, as of what is sold out, are among them`,
    `took      ${ms('med')} (p50), ${ms('p(99)')} (p99), ${ms('max')} (longest)`,
    'Whether the records are right after it: docker compose -f docker/stage-<n>.yml run --rm check. Whether each answer was: npm run outgrow -- tour.',
    '',
  ].join('\n');
}
