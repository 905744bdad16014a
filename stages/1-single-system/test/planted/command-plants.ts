import { commandOf } from '@outgrow/checker/commands';
import { sha256 } from '../../../../packages/postgres-shop/test/commands.ts';
import { inserted, isOrder, isProduct, type Plants, recordedAgain, sold, unexplained } from './planting.ts';

export const commandPlants: Plants = {
  'a restock that took effect twice': ({ restock, head, audit }) => {
    const { merchantId, quantity, commandId } = restock;
    const again = recordedAgain(head(merchantId), audit(merchantId, commandId));
    return {
      sql: `UPDATE products SET stock = stock + ${quantity}, received = received + ${quantity}, version = version + 1
          WHERE ${isProduct(restock)};
        ${inserted({ kind: 'audit', value: again })}`,
      found: {
        'effect once': [`${merchantId}: command ${commandId} took effect again in audit ${again.seq}`],
        ...unexplained(restock),
      },
    };
  },

  'an outcome deleted': ({ order }) => {
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

  'an order stored twice': ({ order }) => ({
    sql: `ALTER TABLE orders DROP CONSTRAINT orders_pkey; ${inserted({ kind: 'order', value: order })}`,
    found: {
      oversell: [`${order.merchantId}: product ${sold(order).sku} has a stock of`],
      'money conserved': [`${order.merchantId}: account clearing has a balance of`],
      'duplicate effect': [`order ${order.orderId} is stored twice`],
    },
  }),

  'an acknowledged order deleted': ({ order }) => ({
    sql: `DELETE FROM orders WHERE ${isOrder(order)}`,
    found: {
      oversell: [`${order.merchantId}: product ${sold(order).sku} has a stock of`],
      'money conserved': [`${order.merchantId}: account clearing has a balance of`],
      'lost writes': [`order ${order.orderId} was accepted over ${order.totalMinor}, but is not there`],
    },
  }),

  'an acknowledged price undone': ({ priceChange }) => {
    const { of, version } = priceChange;
    return {
      sql: `UPDATE products SET version = ${version - 1} WHERE ${isProduct(priceChange)}`,
      found: { 'lost writes': [`product ${of} was changed to version ${version}, but is stored as version ${version - 1}`] },
    };
  },

  'an acknowledged price changed under the same version': ({ priceChange, product }) => {
    const { of, version, merchantId, sku } = priceChange;
    const { priceMinor } = product(merchantId, sku);
    return {
      sql: `UPDATE products SET price_minor = price_minor + 1, version = ${version} WHERE ${isProduct(priceChange)}`,
      found: { 'lost writes': [`product ${of} was given the price ${priceMinor}, but is stored at ${priceMinor + 1}`] },
    };
  },

  'another reply stored than was given': ({ order }) => {
    const [{ merchantId, totalMinor }, commandId] = [order, commandOf(order)];
    return {
      sql: `UPDATE outcomes SET reply = '{"totalMinor":1}' WHERE merchant_id = '${merchantId}' AND command_id = '${commandId}'`,
      found: { 'lost writes': [`place-order ${commandId} was replied ${totalMinor}, but ${merchantId} remembers 1`] },
    };
  },

  'a restock that nobody sent': ({ restock, head, audit }) => {
    const { merchantId, quantity, commandId } = restock;
    const nobodys = { ...audit(merchantId, commandId), commandId: sha256('nobody').slice(0, 32) };
    const record = recordedAgain(head(merchantId), nobodys);
    return {
      sql: `UPDATE products SET stock = stock + ${quantity}, received = received + ${quantity}, version = version + 1
          WHERE ${isProduct(restock)};
        ${inserted({ kind: 'audit', value: record })};
        ${inserted({ kind: 'outcome', value: { merchantId, commandId: record.commandId, fingerprint: '', reply: {} } })}`,
      found: {
        'phantom orders': [`restock ${record.commandId} took effect at ${merchantId}, but nobody sent it`],
        ...unexplained(restock),
      },
    };
  },

  'a shipped order open again': ({ shipped }) => ({
    sql: `UPDATE orders SET status = 'placed', version = 1 WHERE ${isOrder(shipped)}`,
    found: { 'lost writes': [`order ${shipped.orderId} was answered shipped, but is stored as placed`] },
  }),

  "an order under another customer's name": ({ order }) => ({
    sql: `UPDATE orders SET customer_id = 'another' WHERE ${isOrder(order)}`,
    found: { 'lost writes': [`order ${order.orderId} of customer:${order.customerId} is stored as another's`] },
  }),

  'an order that nobody asked for': ({ order }) => {
    const orderId = `${order.merchantId}.${sha256('nobody').slice(0, 32)}`;
    return {
      sql: inserted({ kind: 'order', value: { ...order, orderId } }),
      found: {
        oversell: [`${order.merchantId}: product ${sold(order).sku} has a stock of`],
        'money conserved': [`${order.merchantId}: account clearing has a balance of`],
        'phantom orders': [`order ${orderId} was placed, but nobody asked for it`],
      },
    };
  },

  "an outcome under a refused command's id": ({ soldOut: { commandId, merchants } }) => {
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
