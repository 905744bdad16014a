import type { Proof } from './proof.ts';
import { account, entry, order } from './small-records.ts';

/** Entries that sum to 1 and pass 2^53 on the way. */
const HUGE = [2 ** 53 - 1, 2 ** 53 - 1, 3 - 2 ** 53, 2 - 2 ** 53, -2];

export const moneyProofs = {
  transactions: {
    innocent: {
      'two legs': [entry('clearing', -9), entry('available', 9)],
      'a transfer whose legs lie apart': [
        entry('available', -9),
        entry('available', 4, { txId: 'u' }),
        entry('fees', -4, { txId: 'u' }),
        entry('available', 9, { merchantId: 'm2' }),
      ],
    },
    guilty: {
      'a transfer of which one leg is missing': {
        records: [entry('available', -9)],
        says: ['the entries of transaction t sum to -9, not to 0'],
      },
      'a leg of another amount': {
        records: [entry('available', -9), entry('available', 8, { merchantId: 'm2' })],
        says: ['the entries of transaction t sum to -1, not to 0'],
      },
    },
  },
  balances: {
    innocent: {
      'two entries': [account('fees', 3), entry('fees', 1), entry('fees', 2, { txId: 'u' })],
      'entries whose sum passes 2^53 on the way': [account('fees', 1), ...HUGE.map((minor) => entry('fees', minor))],
    },
    guilty: {
      'a lost update: two entries, one of which moved no balance': {
        records: [account('fees', 1), entry('fees', 1), entry('fees', 2, { txId: 'u' })],
        says: ['m1: account fees has a balance of 1, but its entries sum to 3'],
      },
      'one too many beyond 2^53': {
        records: [account('fees', 2 ** 53 - 1), entry('fees', 2 ** 53 - 1), entry('fees', 1)],
        says: ['m1: account fees has a balance of 9007199254740991, but its entries sum to 9007199254740992'],
      },
      'an entry of an account that is not there': {
        records: [entry('fees', 1)],
        says: ['m1: transaction t moved 1 on account fees, which is not there'],
      },
      'an amount that a store has lost': {
        records: [account('fees', 0), entry('fees', Number.NaN)],
        says: ['m1: account fees has a balance of 0, but its entries sum to no whole number'],
      },
    },
  },
  'available-funds': {
    innocent: { 'a merchant with nothing': [account('available', 0), account('clearing', -9)] },
    guilty: {
      'money spent twice': { records: [account('available', -1)], says: ['m1: account available is overdrawn: -1'] },
    },
  },
  'conserved-money': {
    innocent: {
      'a sale, and one undone': [
        account('clearing', -500),
        account('available', 490),
        account('fees', 10),
        order(2),
        order(3, { status: 'cancelled' }),
      ],
    },
    guilty: {
      'money made of nothing': {
        records: [account('available', 1)],
        says: ['all balances in EUR sum to 1, not to 0'],
      },
      'money of one currency that became another': {
        records: [account('available', 1), account('available', -1, { merchantId: 'm2', currency: 'CHF' })],
        says: ['all balances in EUR sum to 1, not to 0', 'all balances in CHF sum to -1, not to 0'],
      },
      'an order that nobody paid': {
        records: [account('clearing', 0), order(1)],
        says: ['m1: account clearing has a balance of 0, but the orders that stand cost 250'],
      },
      'a payment whose order is lost': {
        records: [account('clearing', -250), account('available', 250)],
        says: ['m1: account clearing has a balance of -250, but the orders that stand cost 0'],
      },
      'an order at a merchant without accounts': {
        records: [order(1)],
        says: ['m1: order m1.o cost 250, but there is no account clearing'],
      },
    },
  },
} as const satisfies { [invariant: string]: Proof };
