import type { FinalRead, HistoryEvent } from '@outgrow/checker/history';

/** The products a load touched, the first `MOST` of them. */
export class TouchedProducts {
  readonly #products = new Set<string>();

  see(event: HistoryEvent): void {
    if (event.is === 'invoked') for (const { of } of event.lines ?? [event]) this.#add(of);
    else if (event.is === 'read' && event.what === 'product') this.#add(event.of);
  }

  #add(of: string | undefined): void {
    if (of !== undefined && this.#products.size < MOST) this.#products.add(of);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#products.values();
  }
}

/** After all has settled: asks each app instance for each of these products. */
export async function* finalReads(appUrls: readonly string[], products: Iterable<string>): AsyncGenerator<FinalRead> {
  for (const of of products) {
    const [merchantId = '', sku = ''] = of.split('/');
    for (const [at, url] of appUrls.entries()) {
      const response = await fetch(`${url}/v1/merchants/${merchantId}/products/${sku}`, {
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      const text = await response.text();
      if (!response.ok && response.status !== 404)
        throw new Error(`${url} answered ${response.status} to a final read of ${of}: ${text.slice(0, 200)}`);
      const body = JSON.parse(text) as { version?: number };
      yield { is: 'final', system: `app ${at + 1}`, of, version: body.version ?? 0 };
    }
  }
}

const MOST = 200;
const ANSWERS_WITHIN_MS = 10_000;
