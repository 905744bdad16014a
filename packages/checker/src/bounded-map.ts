/** A map that forgets the entry set longest ago when it is full. */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>();
  readonly #max: number;
  readonly #forgotten: (value: V) => void;

  constructor(max: number, forgotten: (value: V) => void = () => {}) {
    this.#max = max;
    this.#forgotten = forgotten;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  set(key: K, value: V): void {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size <= this.#max) return;
    const [oldest, its] = this.#map.entries().next().value as [K, V];
    this.#map.delete(oldest);
    this.#forgotten(its);
  }

  values(): Iterable<V> {
    return this.#map.values();
  }
}
