import { commandOf } from '@outgrow/checker/commands';
import { booked, isOrder, type Plants } from './planting.ts';

export const moneyPlants: Plants = {
  'a tax that is not that of the lines': ({ order }) => ({
    sql: `UPDATE orders SET tax_minor = tax_minor + 1 WHERE ${isOrder(order)}`,
    found: { 'order totals': [`order ${order.orderId} has a tax of ${order.taxMinor + 1}, but`] },
  }),

  'an order stored over another total': ({ order }) => {
    const { merchantId, orderId, totalMinor } = order;
    return {
      sql: `UPDATE orders SET total_minor = total_minor + 1 WHERE ${isOrder(order)}`,
      found: {
        'order totals': [`order ${orderId} has a total of ${totalMinor + 1}, but its lines sum to ${totalMinor}`],
        'money conserved': [`${merchantId}: account clearing has a balance of`],
        'lost writes': [`order ${orderId} was accepted over ${totalMinor}, but is stored over ${totalMinor + 1}`],
      },
    };
  },

  'an entry of a transaction deleted': ({ order }) => {
    const { merchantId } = order;
    const txId = commandOf(order);
    return {
      sql: `DELETE FROM ledger_entries WHERE merchant_id = '${merchantId}' AND tx_id = '${txId}' AND account = 'fees'`,
      found: {
        'double entry': [`the entries of transaction ${txId} sum to -`],
        'ledger = balance': [`${merchantId}: account fees has a balance of`],
      },
    };
  },

  'a balance moved without entries': ({ order: { merchantId } }) => ({
    sql: `UPDATE accounts SET balance_minor = balance_minor + CASE account WHEN 'fees' THEN 1 ELSE -1 END
      WHERE merchant_id = '${merchantId}' AND account IN ('fees', 'available')`,
    found: {
      'ledger = balance': [`${merchantId}: account fees has a balance of`, `${merchantId}: account available has a balance of`],
    },
  }),

  'a balance from nowhere': ({ order: { merchantId } }) => ({
    sql: `UPDATE accounts SET balance_minor = balance_minor + 1 WHERE merchant_id = '${merchantId}' AND account = 'fees'`,
    found: {
      'ledger = balance': [`${merchantId}: account fees has a balance of`],
      'money conserved': ['all balances in EUR sum to 1, not to 0'],
    },
  }),

  'money in for no order, well booked': ({ order: { merchantId }, account }) => ({
    sql: booked(merchantId, 'clearing', 'available', 100),
    found: {
      'money conserved': [
        `${merchantId}: account clearing has a balance of ${account(merchantId, 'clearing').balanceMinor - 100}, but the orders`,
      ],
    },
  }),

  'more spent than was available, well booked': ({ order: { merchantId }, account }) => ({
    sql: `ALTER TABLE accounts DROP CONSTRAINT accounts_check;
      ${booked(merchantId, 'available', 'fees', account(merchantId, 'available').balanceMinor + 1)}`,
    found: { overdrafts: [`${merchantId}: account available is overdrawn: -1`] },
  }),
};
