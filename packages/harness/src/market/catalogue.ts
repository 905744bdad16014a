import type { Category, Customer, TaxRate } from '@outgrow/domain/records';
import { between, oneOf, random } from '../random.ts';

/** What a product is listed with; `scarce` ones run out, so that a load hears refusals too. */
export interface Listing {
  sku: string;
  name: string;
  description: string;
  categoryId: string;
  priceMinor: number;
  stock: number;
}

export const merchantIdOf = (rank: number): string => `m${padded(rank)}`;
export const skuOf = (rank: number): string => `p${padded(rank)}`;
export const customerIdOf = (rank: number): string => `c${padded(rank)}`;
const padded = (rank: number): string => String(rank + 1).padStart(4, '0');

export const categories = (): Category[] => SECTIONS.map(([categoryId, name]) => ({ categoryId, name }));

export const taxRates = (): TaxRate[] => SECTIONS.map(([categoryId, , basisPoints]) => ({ categoryId, basisPoints }));

export const categoryOfMerchant = (rank: number): string => SECTIONS[rank % SECTIONS.length]?.[0] ?? '';

export function merchantName(seed: string, rank: number): string {
  const next = random(`${seed}/merchant/${rank}`);
  return `${oneOf(next, PLACES)} ${oneOf(next, TRADES)}`;
}

export function customerNamed(seed: string, rank: number): Omit<Customer, 'secretHash'> {
  const next = random(`${seed}/customer/${rank}`);
  const customerId = customerIdOf(rank);
  return { customerId, name: `${oneOf(next, FIRST)} ${oneOf(next, PLACES)}`, email: `${customerId}@shoppers.example` };
}

/** Three of four products are of their merchant's section. Every tenth is scarce. */
export function listing(seed: string, merchantRank: number, rank: number): Listing {
  const next = random(`${seed}/product/${merchantRank}/${rank}`);
  const section = SECTIONS[next() < 0.75 ? merchantRank % SECTIONS.length : Math.floor(next() * SECTIONS.length)] ?? SECTIONS[0];
  const [categoryId, , , things] = section;
  const [quality, material, thing] = [oneOf(next, QUALITIES), oneOf(next, MATERIALS), oneOf(next, things)];
  return {
    sku: skuOf(rank),
    name: `${quality} ${material} ${thing}`,
    description: `A ${quality.toLowerCase()} ${thing} of ${material}, ${oneOf(next, USES)} and ${oneOf(next, CARE)}.`,
    categoryId,
    priceMinor: between(next, 2, 120) * 100 - 1,
    stock: rank % 10 === 9 ? between(next, 0, 5) : between(next, 50_000, 100_000),
  };
}

/** Category id, name, tax rate in basis points, what is sold there. */
const SECTIONS: readonly [
  readonly [string, string, number, readonly string[]],
  ...(readonly [string, string, number, readonly string[]])[],
] = [
  ['books', 'Books', 700, ['atlas', 'novel', 'notebook', 'almanac']],
  ['kitchen', 'Kitchen', 1900, ['kettle', 'teapot', 'skillet', 'ladle']],
  ['garden', 'Garden', 1900, ['trowel', 'planter', 'rake', 'lantern']],
  ['toys', 'Toys', 1900, ['puzzle', 'kite', 'marble', 'robot']],
  ['music', 'Music', 1900, ['flute', 'drum', 'ukulele', 'metronome']],
  ['sport', 'Sport', 1900, ['racket', 'helmet', 'paddle', 'whistle']],
  ['bicycles', 'Bicycles', 1900, ['bell', 'saddle', 'pannier', 'pump']],
  ['clothing', 'Clothing', 1900, ['jacket', 'scarf', 'mitten', 'apron']],
  ['shoes', 'Shoes', 1900, ['boot', 'sandal', 'slipper', 'clog']],
  ['bakery', 'Bakery', 700, ['loaf', 'pretzel', 'biscuit', 'tart']],
  ['grocery', 'Grocery', 700, ['honey', 'vinegar', 'lentil', 'barley']],
  ['tea', 'Tea', 700, ['oolong', 'sencha', 'rooibos', 'chai']],
  ['coffee', 'Coffee', 700, ['espresso', 'grinder', 'filter', 'mocha']],
  ['medicine', 'Medicine', 0, ['plaster', 'balm', 'lozenge', 'thermometer']],
  ['stationery', 'Stationery', 1900, ['pencil', 'inkwell', 'envelope', 'ruler']],
  ['furniture', 'Furniture', 1900, ['stool', 'bookcase', 'cradle', 'bench']],
  ['lighting', 'Lighting', 1900, ['lamp', 'candle', 'chandelier', 'torch']],
  ['tools', 'Tools', 1900, ['chisel', 'hammer', 'plane', 'wrench']],
  ['travel', 'Travel', 1900, ['rucksack', 'compass', 'hammock', 'canteen']],
  ['pets', 'Pets', 700, ['collar', 'aquarium', 'perch', 'basket']],
];

const QUALITIES = ['Sturdy', 'Light', 'Classic', 'Folding', 'Tiny', 'Grand', 'Quiet', 'Bright', 'Rustic', 'Modern'];
const MATERIALS = ['copper', 'oak', 'linen', 'wool', 'glass', 'steel', 'bamboo', 'cork', 'leather', 'clay'];
const USES = ['made for daily use', 'made for long journeys', 'good for a small home', 'good as a present', 'made by hand'];
const CARE = ['easy to clean', 'easy to repair', 'gentle to handle', 'built to last', 'kept in a cotton bag'];
const PLACES = [
  'Harbour',
  'Meadow',
  'Juniper',
  'Orchard',
  'Granite',
  'Willow',
  'Saffron',
  'Cobalt',
  'Heron',
  'Maple',
  'Ember',
  'Juno',
];
const TRADES = ['Traders', 'Workshop', 'Market', 'Supply', 'House', 'Goods', 'Makers', 'Company', 'Store', 'Works'];
const FIRST = [
  'Ada',
  'Ben',
  'Cleo',
  'Dara',
  'Edda',
  'Finn',
  'Gita',
  'Hugo',
  'Ines',
  'Jona',
  'Kaia',
  'Lior',
  'Mira',
  'Noor',
  'Otis',
];
