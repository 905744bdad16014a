import { auditRecord, auditText } from '@outgrow/domain/audit';
import type { Command } from '@outgrow/domain/commands';
import type { AnyRecord, AuditRecord, Json, LedgerEntry, Order } from '@outgrow/domain/records';
import { insertInto } from '../src/columns.ts';
import { given, sha256 } from './commands.ts';
import type { Found } from './found.ts';
import type { Offenders } from './offenders.ts';

/** What is broken on purpose in the records of a shop at rest, and what all checkers together find then. */
export interface Plant {
  sql: string;
  found: Found;
}

/** By what is broken. Where the schema or a trigger would keep it, that is taken away first; where they keep the rest sound, they stay. */
export const plants: { readonly [what: string]: (shop: Offenders) => Plant } = {
  'a sale whose units another write put back': ({ order }) => ({
    sql: `UPDATE products SET stock = stock + ${unitsOf(order)} WHERE ${productOf(order)}`,
    found: { oversell: [`${order.merchantId}: product ${skuOf(order)} has a stock of`] },
  }),

  'a stock below zero': ({ order, product }) => {
    const { merchantId } = order;
    const { stock, received } = product(merchantId, skuOf(order));
    return {
      // The units were sold, so that received - sold tells the same.
      sql: `ALTER TABLE products DROP CONSTRAINT products_check;
        UPDATE products SET stock = -1, received = received - ${stock + 1} WHERE ${productOf(order)}`,
      found: {
        oversell: [`${merchantId}: product ${skuOf(order)} has a negative stock of -1`],
        'received units': [`product ${skuOf(order)} has ${received - stock - 1} units received, but its audit trail ${received}`],
      },
    };
  },

  'a restock that another one wrote over': ({ restock: { merchantId, sku, quantity }, product }) => {
    const { received } = product(merchantId, sku);
    return {
      sql: `UPDATE products SET stock = stock - ${quantity}, received = received - ${quantity}
        WHERE merchant_id = '${merchantId}' AND sku = '${sku}'`,
      found: {
        'received units': [
          `${merchantId}: product ${sku} has ${received - quantity} units received, but its audit trail ${received}`,
        ],
      },
    };
  },

  'a tax that is not that of the lines': ({ order }) => ({
    sql: `UPDATE orders SET tax_minor = tax_minor - 1 WHERE ${isOrder(order)}`,
    found: { 'order totals': [`order ${order.orderId} has a tax of ${order.taxMinor - 1}`] },
  }),

  'an order over another total than was replied': ({ order }) => {
    const { orderId, totalMinor, merchantId } = order;
    return {
      sql: `UPDATE orders SET total_minor = total_minor + 1 WHERE ${isOrder(order)}`,
      found: {
        'order totals': [`order ${orderId} has a total of ${totalMinor + 1}, but its lines sum to ${totalMinor}`],
        'money conserved': [`${merchantId}: account clearing has a balance of`],
        'lost writes': [`order ${orderId} was accepted over ${totalMinor}, but is stored over ${totalMinor + 1}`],
      },
    };
  },

  'an entry of a transaction that is gone': ({ order: { merchantId, orderId } }) => {
    const txId = orderId.slice(merchantId.length + 1);
    return {
      sql: `DELETE FROM ledger_entries WHERE merchant_id = '${merchantId}' AND tx_id = '${txId}' AND account = 'fees'`,
      found: {
        'double entry': [`the entries of transaction ${txId} sum to`],
        'ledger = balance': [`${merchantId}: account fees has a balance of`],
      },
    };
  },

  'a balance that moved without entries': ({ order: { merchantId } }) => ({
    sql: `UPDATE accounts SET balance_minor = balance_minor + CASE account WHEN 'fees' THEN 1 ELSE -1 END
      WHERE merchant_id = '${merchantId}' AND account IN ('fees', 'available')`,
    found: {
      'ledger = balance': [
        `${merchantId}: account available has a balance of`,
        `${merchantId}: account fees has a balance of`,
      ].sort(),
    },
  }),

  'a merchant that spends what it has not got, well booked': ({ order: { merchantId }, account }) => ({
    sql: `ALTER TABLE accounts DROP CONSTRAINT accounts_check;
      ${booked(merchantId, 'available', 'fees', account(merchantId, 'available').balanceMinor + 1)}`,
    found: { overdrafts: [`${merchantId}: account available is overdrawn: -1`] },
  }),

  'money for no order, well booked': ({ order: { merchantId }, account }) => ({
    sql: booked(merchantId, 'clearing', 'available', 100),
    found: {
      'money conserved': [
        `${merchantId}: account clearing has a balance of ${account(merchantId, 'clearing').balanceMinor - 100}, but the orders`,
      ],
    },
  }),

  'an audit number that was skipped': ({ order: { merchantId }, head }) => {
    const { auditSeq } = head(merchantId);
    const late = recordedAfter({ ...head(merchantId), auditSeq: auditSeq + 1 }, [merchantId], 'skips');
    return {
      sql: `UPDATE heads SET audit_seq = ${auditSeq + 1}, version = ${auditSeq + 1} WHERE merchant_id = '${merchantId}';
        ${inserted({ kind: 'audit', value: late })}; ${inserted(outcomeOf(late))}`,
      found: { 'audit gaps and chain': [`${merchantId}: the audit trail goes from ${auditSeq} to ${auditSeq + 2}`] },
    };
  },

  'an audit record of another detail': ({ order, audit }) => {
    const record = audit(order.merchantId, commandOf(order));
    return {
      sql: `UPDATE audit_records SET detail = '{}' WHERE ${isAudit(record)}`,
      found: { 'audit gaps and chain': [`${record.merchantId}: audit ${record.seq} is not what its hash ${record.hash} was`] },
    };
  },

  'an audit record of another detail, under a hash made anew': ({ ofBasket, audit }) => {
    const record = audit(ofBasket.merchantId, ofBasket.basketId);
    const hash = sha256(auditText({ ...record, detail: {} }));
    return {
      sql: `UPDATE audit_records SET detail = '{}', hash = '${hash}' WHERE ${isAudit(record)}`,
      found: { 'audit gaps and chain': [`audit ${record.seq + 1} follows the hash ${record.hash}, but audit ${record.seq} has`] },
    };
  },

  "a basket's audit record that is missing at one of its merchants": ({ ofBasket, basketMerchants, audit }) => {
    const { merchantId, basketId } = ofBasket;
    const { seq } = audit(merchantId, basketId);
    return {
      sql: `DELETE FROM audit_records WHERE ${isAudit({ merchantId, seq })}`,
      found: {
        'audit gaps and chain': [`${merchantId}: the audit trail goes from ${seq - 1} to ${seq + 1}`],
        'every merchant named': [`${merchantId}: command ${basketId} names ${basketMerchants.toSorted().join(', ')}, but is not`],
        'effect once': [`${merchantId}: command ${basketId} has an outcome, but no audit record`],
      },
    };
  },

  'half a basket, all of it undone at one of its merchants': ({ ofBasket, audit }) => {
    const { merchantId, basketId } = ofBasket;
    const { seq } = audit(merchantId, basketId);
    const own = `merchant_id = '${merchantId}'`;
    return {
      sql: `UPDATE products SET stock = stock + ${unitsOf(ofBasket)} WHERE ${productOf(ofBasket)};
        UPDATE accounts SET balance_minor = balance_minor - amount_minor FROM ledger_entries AS entry
          WHERE accounts.${own} AND entry.${own} AND entry.account = accounts.account AND tx_id = '${basketId}';
        DELETE FROM ledger_entries WHERE ${own} AND tx_id = '${basketId}';
        DELETE FROM orders WHERE ${isOrder(ofBasket)};
        DELETE FROM audit_records WHERE ${isAudit({ merchantId, seq })};
        DELETE FROM outcomes WHERE ${own} AND command_id = '${basketId}'`,
      found: {
        'audit gaps and chain': [`${merchantId}: the audit trail goes from ${seq - 1} to ${seq + 1}`],
        'every merchant named': [`${merchantId}: command ${basketId} names`],
        'lost writes': [`place-basket ${basketId} was accepted, but took no effect at ${merchantId}`],
      },
    };
  },

  'half a command, recorded at one of the two merchants it names': ({ order: { merchantId }, head, basketMerchants }) => {
    const other = basketMerchants.find((one) => one !== merchantId) ?? '';
    const half = recordedAfter(head(merchantId), [merchantId, other].sort(), 'half');
    return {
      sql: `${inserted({ kind: 'audit', value: half })}; ${inserted(outcomeOf(half))}`,
      found: { 'every merchant named': [`${other}: command ${half.commandId} names ${half.merchants.join(', ')}, but is not`] },
    };
  },

  'a restock that took effect twice': ({ restock: { merchantId, sku, quantity, commandId }, head, audit }) => {
    const first = audit(merchantId, commandId);
    const again = continued(head(merchantId), first);
    return {
      sql: `UPDATE products SET stock = stock + ${quantity}, received = received + ${quantity}, version = version + 1
          WHERE merchant_id = '${merchantId}' AND sku = '${sku}';
        ${inserted({ kind: 'audit', value: again })}`,
      found: { 'effect once': [`${merchantId}: command ${commandId} took effect again in audit ${again.seq}`] },
    };
  },

  'an outcome that is gone, so that a repeat would take effect again': ({ order }) => {
    const { merchantId } = order;
    const commandId = commandOf(order);
    return {
      sql: `DELETE FROM outcomes WHERE merchant_id = '${merchantId}' AND command_id = '${commandId}'`,
      found: {
        'effect once': [`${merchantId}: command ${commandId} has an audit record, but no outcome`],
        'lost writes': [`place-order ${commandId} was accepted, but took no effect at ${merchantId}`],
      },
    };
  },

  'an order that is stored twice': ({ order }) => ({
    sql: `ALTER TABLE orders DROP CONSTRAINT orders_pkey; ${inserted({ kind: 'order', value: order })}`,
    found: {
      oversell: [`${order.merchantId}: product ${skuOf(order)} has a stock of`],
      'money conserved': [`${order.merchantId}: account clearing has a balance of`],
      'duplicate effect': [`order ${order.orderId} is stored twice`],
    },
  }),

  'an acknowledged order that is gone': ({ order }) => ({
    sql: `DELETE FROM orders WHERE ${isOrder(order)}`,
    found: {
      oversell: [`${order.merchantId}: product ${skuOf(order)} has a stock of`],
      'money conserved': [`${order.merchantId}: account clearing has a balance of`],
      'lost writes': [`order ${order.orderId} was accepted over ${order.totalMinor}, but is not there`],
    },
  }),

  'an acknowledged price that was undone': ({ priceChange: { merchantId, sku, version } }) => ({
    sql: `UPDATE products SET version = ${version - 1} WHERE merchant_id = '${merchantId}' AND sku = '${sku}'`,
    found: {
      'lost writes': [`product ${merchantId}/${sku} was changed to version ${version}, but is stored as version ${version - 1}`],
    },
  }),

  'a shipped order that is open again': ({ shipped }) => ({
    sql: `UPDATE orders SET status = 'placed', version = 1 WHERE ${isOrder(shipped)}`,
    found: { 'lost writes': [`order ${shipped.orderId} was answered shipped, but is stored as placed`] },
  }),

  "an order under another customer's name": ({ order }) => ({
    sql: `UPDATE orders SET customer_id = 'nobody' WHERE ${isOrder(order)}`,
    found: { 'lost writes': [`order ${order.orderId} of customer:${order.customerId} is stored as nobody's`] },
  }),

  'an order that nobody asked for': ({ order }) => {
    const orderId = `${order.merchantId}.${sha256('a phantom').slice(0, 32)}`;
    return {
      sql: inserted({ kind: 'order', value: { ...order, orderId } }),
      found: {
        oversell: [`${order.merchantId}: product ${skuOf(order)} has a stock of`],
        'money conserved': [`${order.merchantId}: account clearing has a balance of`],
        'phantom orders': [`order ${orderId} was placed, but nobody asked for it`],
      },
    };
  },

  'an outcome of an order that was refused': ({ soldOut: { merchants, commandId } }) => {
    const [merchantId = ''] = merchants;
    return {
      sql: inserted({ kind: 'outcome', value: { merchantId, commandId, fingerprint: '', reply: {} } }),
      found: {
        'effect once': [`${merchantId}: command ${commandId} has an outcome, but no audit record`],
        'took effect although refused': [`place-order ${commandId} was answered out_of_stock, but took effect at ${merchantId}`],
      },
    };
  },
};
