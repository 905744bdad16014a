import { onFreePort } from './on-free-port.ts';
import type { ToxiproxyApi } from './toxiproxy-api.ts';

/** A way to a server that can be broken. Each state takes the place of the one before. */
export interface Link {
  /** Where to connect instead of to the server itself. */
  readonly address: string;
  /**
   * Nothing comes through in either direction and nobody is told: who waits, waits until its own time limit. Connections still
   * open, but a handshake over them is not answered. `heal` ends the connections that were there: they lack what was lost.
   */
  cut(): Promise<void>;
  /** Every reply takes so much longer, give or take the jitter; requests do not. */
  slow(latencyMs: number, jitterMs?: number): Promise<void>;
  /** Every connection there is ends at once, and a new one is reset as soon as something is sent over it. */
  reset(): Promise<void>;
  /** As if nothing had been. */
  heal(): Promise<void>;
}

export class ToxiproxyLink implements Link {
  readonly address: string;
  readonly #api: ToxiproxyApi;
  readonly #name: string;
  readonly #upstream: string;
  #changing: Promise<unknown> = Promise.resolve();

  static async open(api: ToxiproxyApi, name: string, upstream: string): Promise<ToxiproxyLink> {
    return onFreePort(async (port) => {
      const link = new ToxiproxyLink(api, name, upstream, `127.0.0.1:${port}`);
      await link.reopen();
      return link;
    });
  }

  private constructor(api: ToxiproxyApi, name: string, upstream: string, address: string) {
    this.#api = api;
    this.#name = name;
    this.#upstream = upstream;
    this.address = address;
  }

  cut() {
    return this.#become([
      { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } },
      { type: 'timeout', stream: 'downstream', attributes: { timeout: 0 } },
    ]);
  }

  slow(latencyMs: number, jitterMs = 0) {
    return this.#become([{ type: 'latency', stream: 'downstream', attributes: { latency: latencyMs, jitter: jitterMs } }]);
  }

  async reset() {
    await this.#become([{ type: 'reset_peer', stream: 'upstream', attributes: { timeout: 0 } }], true);
  }

  heal() {
    return this.#become([]);
  }

  /** At the same address, when the proxy has forgotten it. */
  async reopen() {
    const { address: listen } = this;
    await this.#api('POST', '/proxies', { name: this.#name, listen, upstream: this.#upstream, enabled: true });
  }

  /** One change after the other. */
  #become(toxics: readonly Toxic[], endConnections = false): Promise<void> {
    const change = this.#changing.then(() => this.#change(toxics, endConnections));
    this.#changing = change.catch(() => {});
    return change;
  }

  async #change(toxics: readonly Toxic[], endConnections: boolean) {
    const proxy = `/proxies/${encodeURIComponent(this.#name)}`;
    const before = (await this.#api('GET', `${proxy}/toxics`)) as { name: string }[];
    for (const { name } of before) await this.#api('DELETE', `${proxy}/toxics/${encodeURIComponent(name)}`);
    for (const toxic of toxics) await this.#api('POST', `${proxy}/toxics`, toxic);
    // Open, also where a change before this one failed half-way.
    if (!endConnections) {
      await this.#api('POST', proxy, { enabled: true });
      return;
    }
    // The toxic is felt by a connection that was there before only when something is sent: closing the door for a moment ends them all.
    await this.#api('POST', proxy, { enabled: false });
    await this.#api('POST', proxy, { enabled: true });
  }
}

interface Toxic {
  type: 'timeout' | 'latency' | 'reset_peer';
  stream: 'upstream' | 'downstream';
  attributes: Readonly<Record<string, number>>;
}
