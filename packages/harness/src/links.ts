import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Servers, Urls } from '@outgrow/services/stage';
import { type Link, type StartedToxiproxy, toxiproxy } from '@outgrow/services/toxiproxy';

export interface Links {
  /** By the server they lead to. */
  readonly to: Readonly<Record<string, Link>>;
  /** What the links cost while nothing is wrong with them: a round trip of a few bytes, median. */
  readonly baseline?: { directMs: number; throughMs: number };
  /** The same addresses, by way of the links. */
  through(urls: Urls): Urls;
}

/** Puts a link between the apps and each of these servers. Toxiproxy is started only where there is one. */
export async function linksTo(linked: readonly string[], servers: Servers, started: AsyncDisposableStack): Promise<Links> {
  if (linked.length === 0) return { to: {}, through: (urls) => urls };
  const proxy = started.use(await toxiproxy().start());
  const baseline = await measureBaseline(proxy);
  const to: Record<string, Link> = {};
  const rerouted: [from: string, to: string][] = [];
  for (const name of linked) {
    const server = servers[name];
    if (!server) continue;
    const link = await proxy.link(name, server);
    to[name] = link;
    rerouted.push([server.address, link.address]);
  }
  const reroute = (url: string): string => rerouted.reduce((text, [from, over]) => text.replaceAll(from, over), url);
  return {
    to,
    baseline,
    through: (urls) => Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, reroute(url)])),
  };
}

/** A server that sends back what it is sent, asked directly and through the proxy, in turns. */
async function measureBaseline(proxy: StartedToxiproxy): Promise<{ directMs: number; throughMs: number }> {
  const echo = createServer((socket) =>
    socket
      .setNoDelay()
      .on('error', () => {})
      .pipe(socket),
  );
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  try {
    const direct = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
    const through = (await proxy.link('baseline', { address: direct })).address;
    return { directMs: await roundTripMs(direct), throughMs: await roundTripMs(through) };
  } finally {
    echo.close();
  }
}

async function roundTripMs(address: string): Promise<number> {
  const [host, port] = address.split(':');
  const socket = connect({ host: host ?? '', port: Number(port), noDelay: true });
  const signal = AbortSignal.timeout(WITHIN_MS);
  try {
    await once(socket, 'connect', { signal });
    const times: number[] = [];
    for (let left = ROUND_TRIPS; left > 0; left -= 1) {
      const startMs = performance.now();
      socket.write('round trip');
      await once(socket, 'data', { signal });
      times.push(performance.now() - startMs);
    }
    return times.sort((one, other) => one - other)[times.length >> 1] ?? Number.NaN;
  } finally {
    socket.destroy();
  }
}

const ROUND_TRIPS = 201;
const WITHIN_MS = 10_000;
