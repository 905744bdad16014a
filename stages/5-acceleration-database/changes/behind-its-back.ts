import { withClient } from '@outgrow/services/postgres-query';
import type { StageChange } from '@outgrow/services/stage';

/**
 * Somebody who has always done so raises prices by SQL, in the database that the platform stands in front of. Nobody tells the
 * platform; undone is nothing, so that it can be seen what became of the prices.
 */
export const pricesBehindItsBack: StageChange = {
  steps: [
    {
      name: 'an operator raises all prices in Postgres',
      async run({ urls }) {
        if (!urls.postgresOwner) throw new Error('this change needs the database: start the stage with its server postgres');
        await withClient(urls.postgresOwner, (client) => client.query('UPDATE products SET price_minor = price_minor + 1'));
      },
    },
  ],
  undo: [],
};
