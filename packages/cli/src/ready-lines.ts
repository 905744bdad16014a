import { type RunningState, variablesFile } from '@outgrow/harness/running-state';
import type { Stage } from '@outgrow/services/stage';
import { shown } from './output-file.ts';

/** What a person needs of a stage that is up, and what to do next. */
export function readyLines({ number, title }: Stage, { ready, market }: RunningState, stopKey?: 'Ctrl-C'): string {
  const variables = shown(variablesFile(number));
  const next = market
    ? [
        `try          . ${variables}`,
        'read         curl -s "$SHOP/v1/merchants/$MERCHANT/products/$SKU"',
        'write        curl -s "$SHOP/v1/merchants/$MERCHANT/products/$SKU/restock" -H "Authorization: Bearer $STAFF_KEY" \\',
        `               -H 'Idempotency-Key: first' -H 'Content-Type: application/json' -d '{"quantity":5}'`,
      ]
    : [`seed it      npm run outgrow -- seed ${number}`];
  return [
    `stage ${number} is up: ${title}`,
    ...(ready?.appUrls ?? []).map((url, at) => `  ${at === 0 ? 'apps' : '    '}         ${url}`),
    ...(market
      ? [
          `  market       ${market.merchants} merchants × ${market.products} products, ${market.customers} customers (seed ${market.seed})`,
        ]
      : []),
    `  credentials  ${variables} (yours alone to read)`,
    ...next.map((line) => `  ${line}`),
    `  check it     npm run outgrow -- check ${number}`,
    `  stop it      ${stopKey ? `${stopKey}, or: ` : ''}npm run outgrow -- down ${number}`,
  ].join('\n');
}
