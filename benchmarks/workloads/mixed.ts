import { loadModel } from './parts/load-model.ts';
import { session } from './parts/session.ts';
import { basket } from './sessions/basket.ts';
import { browse } from './sessions/browse.ts';
import { order } from './sessions/order.ts';
import { lookAtSales } from './sessions/sales.ts';
import { keepShop } from './sessions/staff.ts';

// A market's day: most look, some buy (a tenth of those from several merchants at once), staff keep their shops.

export { handleSummary } from './parts/summary.ts';
export const options = loadModel;

export default session((here) => {
  const chance = here.next();
  if (chance < 0.55) browse(here);
  else if (chance < 0.865) order(here);
  else if (chance < 0.9) basket(here);
  else if (chance < 0.97) keepShop(here);
  else lookAtSales(here);
});
