import type { ChainableCommander, Redis } from 'ioredis';
import type { Held, Slot } from '../../grid/slots.ts';

/** How fills after a miss and tellings after a write are kept from undoing each other. */
export interface Guard {
  /** Where it guards nothing, readers do not look after what they share either. */
  isNone?: true;
  /** Asked before a load, where the guard wants that: the leave to fill; null where another has it. */
  leave?(redis: Redis, slot: Slot): Promise<string | null>;
  /** Resolves to 1 where it was taken. */
  fill(redis: Redis, slot: Slot, held: Held, ttlMs: number, leave: string): Promise<unknown>;
  /** The leave is given back unused. */
  release?(redis: Redis, slot: Slot, leave: string): Promise<unknown>;
  /** Takes out what a write of this version has made old; of an account, all pages. */
  remove(pipeline: ChainableCommander, slot: Slot, version: number): void;
  /** Puts the record a write has left in the place of the one before. */
  write(pipeline: ChainableCommander, slot: Slot, held: Held, ttlMs: number): void;
  /** Takes out what is held under these keys, and keeps refusing what was refused before. */
  clear(redis: Redis, keys: string[]): Promise<unknown>;
}

/** Longer than a load can take: for so long a guard remembers what an older load must not undo. */
export const LOAD_WITHIN_MS = 10_000;

/** A page beside the others. They are as old as the first of them: a later one does not keep it. */
export const SET_PAGE = `
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3], 'NX')`;
