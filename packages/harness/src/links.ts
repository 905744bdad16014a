import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Started } from '@outgrow/services/service';
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

/** Links that are being put before servers as those are started. */
export interface OpeningLinks extends Links {
  /** Puts a link before the server, where one was asked for. */
  before(name: string, server: Started): Promise<void>;
  /** The same servers for those that are made from them: the addresses they tell lead over the links. */
  seen(servers: Servers): Servers;
}

/** Links to these servers, for all that is started after them. Toxiproxy is started only where there is one. */
export async function openLinks(linked: readonly string[], started: AsyncDisposableStack): Promise<OpeningLinks> {
  const to: Record<string, Link> = {};
  const rerouted: [from: string, to: string][] = [];
  const reroute = (text: string): string => rerouted.reduce((url, [from, over]) => url.replaceAll(from, over), text);
  const proxy = linked.length === 0 ? undefined : started.use(await toxiproxy().start());
  return {
    to,
    ...(proxy && { baseline: await measureBaseline(proxy) }),
    async before(name, server) {
      if (!proxy || !linked.includes(name)) return;
      const link = await proxy.link(name, server);
      to[name] = link;
      rerouted.push([server.address, link.address]);
    },
    seen: (servers) =>
      Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, to[name] ? tellingOf(server, reroute) : server])),
    through: (urls) => Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, reroute(url)])),
  };
}

/** The same server, whose addresses lead elsewhere: texts that it has, and those that it answers with at once. */
function tellingOf<S extends object>(server: S, reroute: (text: string) => string): S {
  return new Proxy(server, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value === 'string') return reroute(value);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const answer: unknown = value.apply(target, args);
        return typeof answer === 'string' ? reroute(answer) : answer;
      };
    },
  });
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
