import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Missing } from './missing.mjs';
import { say } from './say.mjs';

const POLL_MS = 100;

/**
 * Does the work while no other process does; waits for one that is at it, up to a deadline.
 * @template T
 * @param {string} file
 * @param {number} waitMs
 * @param {() => Promise<T>} work
 */
export async function alone(file, waitMs, work) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  const deadline = performance.now() + waitMs;
  for (let waited = false; !take(file, mine); waited = true) {
    const holder = read(file);
    if (holder !== undefined && isDead(holder)) {
      takeAway(file, holder);
      continue;
    }
    if (performance.now() > deadline) {
      throw new Missing(`another set-up has held ${file} for ${waitMs / 1000} s: ${holder}. If it is none, delete that file`);
    }
    if (!waited) say(`waiting for another set-up: ${holder}`);
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * The lock appears with its content in it: nobody ever reads an empty one.
 * @param {string} file
 * @param {string} mine
 */
function take(file, mine) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

/**
 * Moved aside and read again before it is deleted: another waiter may have been quicker, and the lock be a new one.
 * @param {string} file
 * @param {string} dead
 */
function takeAway(file, dead) {
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== dead) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
  }
  rmSync(aside, { force: true });
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} holder */
function isDead(holder) {
  const { pid, host } = JSON.parse(holder);
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
