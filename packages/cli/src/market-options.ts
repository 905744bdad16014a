import { DEFAULT_MARKET, type MarketSize } from '@outgrow/harness/market';
import type { Command } from 'commander';
import { seedText, whole } from './command.ts';

export type MarketOptions = Omit<MarketSize, 'seed'> & { seed?: string };

/** The options that say how large a market is. */
export const withMarketOptions = (command: Command, defaults: Omit<MarketSize, 'seed'> = DEFAULT_MARKET): Command =>
  command
    .option('--merchants <count>', 'merchants, the first one the most popular', whole(1, 100_000), defaults.merchants)
    .option('--products <count>', 'products of each merchant', whole(1, 10_000), defaults.products)
    .option('--customers <count>', 'customers', whole(1, 10_000_000), defaults.customers)
    .option('--orders <count>', 'past orders', whole(0, 100_000_000), defaults.orders)
    .option('--seed <text>', 'repeats an earlier market (a new one otherwise)', seedText);

export const marketSize = ({ merchants, products, customers, orders, seed }: MarketOptions): MarketSize => ({
  merchants,
  products,
  customers,
  orders,
  seed: seed ?? newSeed(),
});

export const newSeed = (): string => Math.floor(Math.random() * 36 ** 6).toString(36);
