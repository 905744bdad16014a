/** The nodes of a cluster, as `host:port`, of an address such as `ignite://host:port,host:port`. */
export function endpointsOf(url: string): string[] {
  const endpoints = url.replace(/^ignite:\/\//, '').split(',');
  for (const endpoint of endpoints) {
    if (!/^(\[[\da-f:.]+\]|[^\s/:@,]+):\d{1,5}$/i.test(endpoint)) {
      throw new Error(`CLUSTER_URL names the nodes as host:port,host:port; this is none: ${JSON.stringify(endpoint)}`);
    }
  }
  return endpoints;
}
