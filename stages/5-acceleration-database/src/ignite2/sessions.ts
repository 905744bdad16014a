import type { SessionData } from 'express-session';
import { Store } from 'express-session';
import type { Cluster } from './cluster.ts';

type Done = (error?: unknown) => void;

/** Express sessions as a cache of JSON texts, which the nodes forget by themselves once they have expired. */
export class Sessions extends Store {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    super();
    this.#cluster = cluster;
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const read = this.#cluster.read('get session', async () => {
      const text = await this.#cache.get(id);
      return text === null ? null : (JSON.parse(text) as SessionData);
    });
    read.then((session) => done(null, session && !isOver(session) ? session : null), done);
  }

  override set(id: string, session: SessionData, done: Done = () => {}): void {
    const text = JSON.stringify(session);
    this.#cluster.write('set session', () => this.#cache.put(id, text)).then(() => done(), done);
  }

  override destroy(id: string, done: Done = () => {}): void {
    this.#cluster.write('delete session', () => this.#cache.remove(id)).then(() => done(), done);
  }

  get #cache() {
    return this.#cluster.client.cache<string, string>('SESSIONS');
  }
}

/** The nodes forget it at about that time, and this process's clock is the one that set it. */
const isOver = ({ cookie: { expires } }: SessionData): boolean => !!expires && new Date(expires).getTime() <= Date.now();
