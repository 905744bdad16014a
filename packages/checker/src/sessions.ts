/** What is remembered of each session until it ends. */
export class Sessions<T> {
  readonly #open = new Map<string, T>();
  readonly #fresh: () => T;

  constructor(fresh: () => T) {
    this.#fresh = fresh;
  }

  get(session: string): T | undefined {
    return this.#open.get(session);
  }

  /** The session's, made where there is none yet. */
  of(session: string): T {
    let state = this.#open.get(session);
    if (state !== undefined) return state;
    if (this.#open.size >= MAX_SESSIONS) {
      throw new Error(
        `${MAX_SESSIONS} sessions are open at once: let each log its end, {"i":session,"end":ms}, or load less at a time`,
      );
    }
    state = this.#fresh();
    this.#open.set(session, state);
    return state;
  }

  end(session: string): void {
    this.#open.delete(session);
  }
}

/** A load generator has fewer visitors at a time; more means that their ends are not logged, and memory would grow with the run. */
export const MAX_SESSIONS = 50_000;

/** Records or commands that are remembered of one session; of more, the one set longest ago is forgotten. */
export const MAX_PER_SESSION = 1_000;
