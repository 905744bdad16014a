import type { Route } from '@outgrow/api/route';
import { routes } from '@outgrow/api/routes';
import { expect } from 'vitest';
import { type Cast, castOf } from '../cast.ts';
import type { Client } from '../client.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import { sampleOf } from '../samples.ts';
import { bearer, type ShopUnderTest } from '../shop-under-test.ts';

export default promised({
  title: 'a route is open to its roles only:',
  cases: Object.fromEntries(
    routes.map((route) => [
      `${route.method.toUpperCase()} ${route.path} to ${route.roles.join(' and ')}`,
      (shop: ShopUnderTest) => opensToItsRoles(shop, route),
    ]),
  ),
});

async function opensToItsRoles(shop: ShopUnderTest, route: Route): Promise<void> {
  const cast = await castOf(shop);
  const everybody = [...visitors(cast, route), ...impostors(shop, route)];
  const { path, body } = sampleOf(shop.document, route, cast.values);
  const ask = ({ client }: Visitor, at: number) =>
    client.send(route.method.toUpperCase(), path, { body, ...(route.command && { key: shop.key(`sound ${at}`) }) });

  const nothing = await shop.written(async () => {
    for (const [at, visitor] of everybody.entries()) {
      if (visitor.refusal) refused(await ask(visitor, at), ...visitor.refusal);
    }
  });
  expect(nothing).toEqual([]);
  for (const [at, visitor] of everybody.entries()) {
    if (visitor.refusal) continue;
    const { status, asked, text } = await ask(visitor, at);
    expect([401, 403], `${asked} was answered ${text.slice(0, 300)}`).not.toContain(status);
    expect(status, `${asked} was answered ${text.slice(0, 300)}`).toBeLessThan(500);
  }
}

interface Visitor {
  client: Client;
  /** What is said to those who may not pass. */
  refusal: [status: number, code: string] | undefined;
}

function visitors(cast: Cast, { roles, staffOf }: Route): Visitor[] {
  const isOpen = roles.includes('anonymous');
  const wrong: Visitor['refusal'] = [403, 'wrong_role'];
  const foreign: Visitor['refusal'] = [403, 'foreign_merchant'];
  const unless = (may: boolean, refusal: Visitor['refusal']) => (isOpen || may ? undefined : refusal);
  const isStaffs = roles.includes('staff');
  return [
    { client: cast.anonymous, refusal: unless(false, [401, 'credentials_required']) },
    { client: cast.strangers, refusal: unless(isStaffs && !staffOf, isStaffs ? foreign : wrong) },
    { client: cast.staff, refusal: unless(isStaffs, wrong) },
    { client: cast.operator, refusal: unless(roles.includes('operator'), wrong) },
    // Last, since one of the routes is the sign-out.
    { client: cast.shopper, refusal: unless(roles.includes('shopper'), wrong) },
  ];
}

/** Those with credentials that open nothing. */
function impostors(shop: ShopUnderTest, { roles }: Route): Visitor[] {
  const isOpen = roles.includes('anonymous');
  return [
    { client: shop.sending(bearer('og_nobody'), 'a wrong key'), refusal: isOpen ? undefined : [401, 'invalid_credentials'] },
    { client: shop.holding('outgrow.sid=s%3Anobody.nothing'), refusal: isOpen ? undefined : [401, 'credentials_required'] },
  ];
}
