import { isProduct, type Plants, sold, unexplained } from './planting.ts';

export const stockPlants: Plants = {
  'a sale whose units another write put back': ({ order }) => {
    const { merchantId, sku, quantity } = sold(order);
    return {
      sql: `UPDATE products SET stock = stock + ${quantity} WHERE ${isProduct(sold(order))}`,
      found: { oversell: [`${merchantId}: product ${sku} has a stock of`], ...unexplained(sold(order)) },
    };
  },

  'more units sold than were there': ({ order, product }) => {
    const { merchantId, sku } = sold(order);
    const { stock, received } = product(merchantId, sku);
    const fewer = received - stock - 1;
    return {
      sql: `ALTER TABLE products DROP CONSTRAINT products_check;
        UPDATE products SET stock = -1, received = ${fewer} WHERE ${isProduct(sold(order))}`,
      found: {
        oversell: [`${merchantId}: product ${sku} has a negative stock of -1`],
        'received units': [`${merchantId}: product ${sku} has ${fewer} units received, but its audit trail ${received}`],
        ...unexplained(sold(order)),
      },
    };
  },

  'a restock that another write undid': ({ restock, product }) => {
    const { merchantId, sku, quantity } = restock;
    const { received } = product(merchantId, sku);
    const fewer = received - quantity;
    return {
      sql: `UPDATE products SET stock = stock - ${quantity}, received = ${fewer} WHERE ${isProduct(restock)}`,
      found: {
        'received units': [`${merchantId}: product ${sku} has ${fewer} units received, but its audit trail ${received}`],
        ...unexplained(restock),
      },
    };
  },
};
