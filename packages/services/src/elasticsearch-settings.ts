/** One node by itself, on a machine whose disk may be fuller than a cluster in production likes. */
export const ONE_NODE: Readonly<Record<string, string>> = {
  'cluster.name': 'outgrow',
  'node.name': 'outgrow',
  'discovery.type': 'single-node',
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
};

/** For the official build alone, as the jars know none of these: no passwords, and no process for machine learning. */
export const OFFICIAL_BUILD: Readonly<Record<string, string>> = {
  'xpack.security.enabled': 'false',
  'xpack.ml.enabled': 'false',
};

/** For the JVM. All of it is taken at once, so that a run does not measure how the heap grows. */
export function heapOptions(heapMiB: number): string {
  return `-Xms${heapMiB}m -Xmx${heapMiB}m`;
}
