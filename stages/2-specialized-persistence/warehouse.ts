import { serveWarehouse } from './src/warehouse/serve-warehouse.ts';

await serveWarehouse(process.env);
