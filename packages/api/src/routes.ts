import type { Route } from './route.ts';
import { bookRoutes } from './routes/books.ts';
import { cartRoutes } from './routes/cart.ts';
import { copyRoutes } from './routes/copies.ts';
import { merchantRoutes } from './routes/merchants.ts';
import { operationsRoutes } from './routes/operations.ts';
import { orderRoutes } from './routes/orders.ts';
import { productRoutes } from './routes/products.ts';
import { salesRoutes } from './routes/sales.ts';
import { sessionRoutes } from './routes/session.ts';
import { staffKeyRoutes } from './routes/staff-keys.ts';

/** Every route there is. Express looks through them in this order, so what is asked for most comes first. */
export const routes: readonly Route[] = [
  ...productRoutes,
  ...orderRoutes,
  ...cartRoutes,
  ...sessionRoutes,
  ...merchantRoutes,
  ...bookRoutes,
  ...salesRoutes,
  ...staffKeyRoutes,
  ...copyRoutes,
  ...operationsRoutes,
];
