import { describe, test } from 'vitest';
import { accountKey } from '../src/keys.ts';
import { addProduct, placeOrder, registerMerchant, tea, transferFunds } from './market.ts';
import { crashed, given } from './specification.ts';
import { NOW } from './world.ts';

/** m1 and m2 have 980 and 490 available. */
const shop = [
  registerMerchant('1'),
  registerMerchant('2'),
  addProduct('m1', 'tea', { priceMinor: 250 }),
  addProduct('m2', 'tea', { priceMinor: 250 }),
  placeOrder('o1', [tea(4)]),
  placeOrder('o2', [tea(2)], { merchantId: 'm2' }),
];
const moved = { transferId: 'transfer', fromMerchantId: 'm1', toMerchantId: 'm2', amountMinor: 300, currency: 'EUR' };

describe('transfer-funds', () => {
  test('moves available money from one merchant to the other', () => {
    given(...shop)
      .when(transferFunds('m1', 'm2', 300))
      .thenReplies(moved)
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 680, version: 3 })
      .andHolds(accountKey('m2', 'available'), { balanceMinor: 790, version: 3 });
  });

  test('enters one side at each merchant', () => {
    const side = { account: 'available', txId: 'transfer', at: NOW } as const;
    given(...shop)
      .when(transferFunds('m1', 'm2', 300))
      .andPosts(
        { ...side, merchantId: 'm2', seq: 4, amountMinor: 300 },
        { ...side, merchantId: 'm1', seq: 4, amountMinor: -300 },
      );
  });

  test('is written at the lowest merchant last, whichever way the money goes', () => {
    given(...shop)
      .when(transferFunds('m1', 'm2', 300))
      .andWritesAt('m2', 'm1');
    given(...shop)
      .when(transferFunds('m2', 'm1', 300))
      .andWritesAt('m2', 'm1');
  });

  test('moves all there is', () => {
    given(...shop)
      .when(transferFunds('m1', 'm2', 980))
      .thenReplies({ ...moved, amountMinor: 980 })
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 0 });
  });

  test('refuses one unit more than there is', () => {
    given(...shop)
      .when(transferFunds('m1', 'm2', 981))
      .thenRefuses('insufficient_funds', { merchantId: 'm1', availableMinor: 980 });
  });

  test('refuses a transfer to the merchant it comes from', () => {
    given(...shop)
      .when(transferFunds('m1', 'm1', 1))
      .thenRefuses('same_merchant', { merchantId: 'm1' });
  });

  test('refuses a transfer between two currencies', () => {
    given(...shop, registerMerchant('3', { currency: 'CHF' }))
      .when(transferFunds('m1', 'm3', 1))
      .thenRefuses('currency_mismatch', { merchantId: 'm3', currency: 'CHF', expected: 'EUR' });
  });

  test('refuses an amount after which a balance is no exact amount any more', () => {
    const palace = { sku: 'palace', quantity: 1 };
    const sold = [
      registerMerchant('3'),
      addProduct('m3', 'palace', { priceMinor: Number.MAX_SAFE_INTEGER, stock: 1 }),
      placeOrder('o3', [palace], { merchantId: 'm3' }),
      addProduct('m2', 'palace', { priceMinor: 8_000_000_000_000_000, stock: 1 }),
      placeOrder('o4', [palace], { merchantId: 'm2' }),
    ];
    given(...shop, ...sold)
      .when(transferFunds('m3', 'm2', 8_000_000_000_000_000))
      .thenRefuses('amount_too_large', { merchantId: 'm2' });
  });

  test('refuses a merchant that is not there, on either side', () => {
    given(...shop)
      .when(transferFunds('m1', 'm9', 1))
      .thenRefuses('unknown_merchant', { merchantId: 'm9' });
    given(...shop)
      .when(transferFunds('m0', 'm1', 1))
      .thenRefuses('unknown_merchant', { merchantId: 'm0' });
  });
});

describe('transfer-funds after a crash between its partitions', () => {
  test('takes the money that was given already, and replies the same', () => {
    const transfer = transferFunds('m1', 'm2', 300);
    given(...shop, crashed(transfer, { partitions: 1 }))
      .when(transfer)
      .thenReplies(moved)
      .andWritesAt('m1')
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 680, version: 3 })
      .andHolds(accountKey('m2', 'available'), { balanceMinor: 790, version: 3 });
  });

  test('gives the money that was taken already, though its owner has none left', () => {
    const transfer = transferFunds('m2', 'm1', 490);
    given(...shop, crashed(transfer, { partitions: 1 }))
      .when(transfer)
      .thenReplies({ ...moved, fromMerchantId: 'm2', toMerchantId: 'm1', amountMinor: 490 })
      .andWritesAt('m1')
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 1470 })
      .andHolds(accountKey('m2', 'available'), { balanceMinor: 0 });
  });
});
