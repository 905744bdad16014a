import type { Command } from './commands.ts';
import type { Rule } from './decide.ts';
import { addProduct } from './rules/add-product.ts';
import { cancelOrder } from './rules/cancel-order.ts';
import { changePrice } from './rules/change-price.ts';
import { placeBasket } from './rules/place-basket.ts';
import { placeOrder } from './rules/place-order.ts';
import { registerMerchant } from './rules/register-merchant.ts';
import { restock } from './rules/restock.ts';
import { shipOrder } from './rules/ship-order.ts';
import { transferFunds } from './rules/transfer-funds.ts';

/** The one table of commands: a command without a rule does not compile. */
export const rules: { readonly [T in Command['type']]: Rule<Extract<Command, { type: T }>> } = {
  'register-merchant': registerMerchant,
  'add-product': addProduct,
  'change-price': changePrice,
  restock,
  'place-order': placeOrder,
  'cancel-order': cancelOrder,
  'ship-order': shipOrder,
  'place-basket': placeBasket,
  'transfer-funds': transferFunds,
};
