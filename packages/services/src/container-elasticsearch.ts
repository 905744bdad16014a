import { containerServer } from './container-server.ts';
import { heapOptions, OFFICIAL_BUILD, ONE_NODE } from './elasticsearch-settings.ts';
import type { LogTail } from './log-tail.ts';
import type { RunningServer } from './running-server.ts';
import { LoopbackContainer, ServerContainer } from './server-container.ts';

const PORT = 9200;

/** On a fixed port, so that it has the same one after a restart. */
export async function containerElasticsearch(
  image: string,
  port: number,
  heapMiB: number,
  settings: Readonly<Record<string, string>>,
  log: LogTail,
): Promise<RunningServer> {
  // The image takes its settings from the environment. What reaches it is the port published on loopback.
  const environment = { ...ONE_NODE, ...OFFICIAL_BUILD, ...settings, ES_JAVA_OPTS: heapOptions(heapMiB) };
  const made = new LoopbackContainer(image).withExposedPorts({ container: PORT, host: port }).withEnvironment(environment);
  const container = await ServerContainer.start(made, log);
  return containerServer(container, `${container.host}:${port}`);
}
