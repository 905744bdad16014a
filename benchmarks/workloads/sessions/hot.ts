import { sleep } from 'k6';
import { between } from '../parts/choice.ts';
import { readProduct } from '../parts/requests.ts';
import { settings } from '../parts/settings.ts';
import { productOfRank, type Visit, type Wanted } from '../parts/visit.ts';
import { changePrice } from './staff.ts';

/** Reads some of the hot products. */
export function readHot(visit: Visit): void {
  for (let left = 5; left > 0; left -= 1) readProduct(visit, hotProduct(visit));
}

/** Gives a hot product another price, whatever its version, and rests. */
export function writeHot(visit: Visit): void {
  changePrice(visit, hotProduct(visit));
  sleep(settings.pauseMs / 1_000);
}

// As many merchants as there are hot products, where there are so many: a merchant is serial, and its writers would wait for each other.
const hotProduct = ({ next }: Visit): Wanted => productOfRank(between(next, 0, settings.hot - 1));
