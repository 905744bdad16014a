import type {
  AddProduct,
  CancelOrder,
  ChangePrice,
  Command,
  PlaceBasket,
  PlaceOrder,
  RegisterMerchant,
  Restock,
  ShipOrder,
  TransferFunds,
} from '../src/commands.ts';
import type { AnyRecord } from '../src/records.ts';

/** The reference data: two customers, a category taxed at 20 % and one that is not taxed. */
export const MARKET: readonly AnyRecord[] = [
  { kind: 'category', value: { categoryId: 'drinks', name: 'Drinks' } },
  { kind: 'category', value: { categoryId: 'books', name: 'Books' } },
  { kind: 'taxRate', value: { categoryId: 'drinks', basisPoints: 2000 } },
  { kind: 'customer', value: { customerId: 'ann', name: 'Ann', email: 'ann@example.org', secretHash: '' } },
  { kind: 'customer', value: { customerId: 'bob', name: 'Bob', email: 'bob@example.org', secretHash: '' } },
];

type Wanted<C extends Command> = Omit<C, 'type' | 'by' | 'fingerprint'> & { fingerprint?: string };

/** As the API sends it: the fingerprint stands for the whole request. */
const sent = <C extends Command>(type: C['type'], by: string, command: Wanted<C>): C =>
  ({ fingerprint: JSON.stringify({ type, ...command }), ...command, type, by }) as unknown as C;

/** The command id '1' founds merchant m1. */
export const registerMerchant = (commandId: string, over: Partial<RegisterMerchant> = {}): RegisterMerchant =>
  sent<RegisterMerchant>('register-merchant', 'operator', {
    commandId,
    name: `Merchant ${commandId}`,
    categoryId: 'drinks',
    currency: 'EUR',
    ...over,
  });

export const addProduct = (merchantId: string, sku: string, over: Partial<AddProduct> = {}): AddProduct =>
  sent<AddProduct>('add-product', `staff of ${merchantId}`, {
    commandId: `add-${merchantId}-${sku}`,
    merchantId,
    sku,
    name: `The ${sku}`,
    description: `A good ${sku}.`,
    categoryId: 'drinks',
    priceMinor: 250,
    stock: 10,
    ...over,
  });

export const changePrice = (priceMinor: number, over: Partial<ChangePrice> = {}): ChangePrice =>
  sent<ChangePrice>('change-price', 'staff of m1', {
    commandId: `price-${priceMinor}`,
    merchantId: 'm1',
    sku: 'tea',
    priceMinor,
    expectedVersion: null,
    ...over,
  });

export const restock = (quantity: number, over: Partial<Restock> = {}): Restock =>
  sent<Restock>('restock', 'staff of m1', {
    commandId: `restock-${quantity}`,
    merchantId: 'm1',
    sku: 'tea',
    quantity,
    expectedVersion: null,
    ...over,
  });

/** Ann's order at m1; the command id 'o' makes the order m1.o. */
export const placeOrder = (commandId: string, lines: PlaceOrder['lines'], over: Partial<PlaceOrder> = {}): PlaceOrder =>
  sent<PlaceOrder>('place-order', 'ann', { commandId, merchantId: 'm1', customerId: 'ann', lines, ...over });

export const cancelOrder = (orderId: string, over: Partial<CancelOrder> = {}): CancelOrder =>
  sent<CancelOrder>('cancel-order', 'ann', {
    commandId: `cancel-${orderId}`,
    orderId,
    customerId: 'ann',
    expectedVersion: null,
    ...over,
  });

export const shipOrder = (orderId: string, over: Partial<ShipOrder> = {}): ShipOrder =>
  sent<ShipOrder>('ship-order', 'staff of m1', { commandId: `ship-${orderId}`, orderId, expectedVersion: null, ...over });

/** Ann's basket; each line is a merchant, a sku and a quantity. */
export const placeBasket = (
  commandId: string,
  lines: readonly (readonly [merchantId: string, sku: string, quantity: number])[],
  over: Partial<PlaceBasket> = {},
): PlaceBasket =>
  sent<PlaceBasket>('place-basket', 'ann', {
    commandId,
    customerId: 'ann',
    lines: lines.map(([merchantId, sku, quantity]) => ({ merchantId, sku, quantity })),
    ...over,
  });

export const transferFunds = (
  fromMerchantId: string,
  toMerchantId: string,
  amountMinor: number,
  over: Partial<TransferFunds> = {},
): TransferFunds =>
  sent<TransferFunds>('transfer-funds', `staff of ${fromMerchantId}`, {
    commandId: 'transfer',
    fromMerchantId,
    toMerchantId,
    amountMinor,
    ...over,
  });

export const tea = (quantity: number) => ({ sku: 'tea', quantity });
export const mug = (quantity: number) => ({ sku: 'mug', quantity });
