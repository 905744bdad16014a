/** What the app's role is refused by the database itself: the SQL, and the SQLSTATE and constraint it is refused with. */
export interface Forbidden {
  what: string;
  sql: string;
  code: string;
  constraint?: string;
}

const MAY_NOT = '42501';
const BREAKS_CHECK = '23514';
const IS_THERE = '23505';
const NAMES_NOTHING = '23503';
const FORKS_CHAIN = '40001';

const entries = (...values: string[]) =>
  `INSERT INTO ledger_entries VALUES ${values.map((value) => `('m0001', ${value}, now())`).join(', ')}`;

/** An audit record of m0001 made of its head. */
const audit = (seq: string, prevHash: string, merchants = `ARRAY['m0001']`) =>
  `INSERT INTO audit_records
   SELECT merchant_id, ${seq}, 'c', 'restock', 'x', now(), ${merchants}, '{}', ${prevHash}, repeat('f', 64)
   FROM heads WHERE merchant_id = 'm0001'`;

const order = (orderId: string, lines = '[{}]', totalMinor = '100', taxMinor = '0', status = 'placed') =>
  `INSERT INTO orders VALUES ('m0001', '${orderId}', 'c0001', '${lines}', 'EUR', ${totalMinor}, ${taxMinor}, now(), NULL, '${status}', 1)`;

const checked = (what: string, sql: string, constraint: string): Forbidden => ({ what, sql, code: BREAKS_CHECK, constraint });
const mayNot = (what: string, sql: string): Forbidden => ({ what, sql, code: MAY_NOT });

export const forbidden: readonly Forbidden[] = [
  checked('negative stock', 'UPDATE products SET stock = -1', 'products_check'),
  checked('stock above what was received', 'UPDATE products SET stock = received + 1', 'products_check'),
  checked('fewer units received than are in stock', 'UPDATE products SET received = stock - 1', 'products_check'),
  checked('a price that is no safe integer', 'UPDATE products SET price_minor = 9007199254740992', 'products_price_minor_check'),
  checked('a negative price', 'UPDATE products SET price_minor = -1', 'products_price_minor_check'),
  mayNot('to rename a product', `UPDATE products SET name = 'x'`),
  mayNot('to delete a product', 'DELETE FROM products'),

  checked(
    'entries of a transaction that do not sum to zero',
    entries(`'available', 900, 'tx', 5`, `'fees', 900, 'tx', -4`),
    'ledger_balanced',
  ),
  checked(
    'two transactions that sum to zero only together',
    entries(`'available', 900, 'tx 1', 5`, `'fees', 900, 'tx 2', -5`),
    'ledger_balanced',
  ),
  checked('a single entry', entries(`'available', 900, 'tx', 5`), 'ledger_balanced'),
  checked('an entry of nothing', entries(`'available', 900, 'tx', 0`), 'ledger_entries_amount_minor_check'),
  checked(
    'entries that take more than is available',
    entries(`'available', 900, 'tx', -900000000000`, `'fees', 900, 'tx', 900000000000`),
    'accounts_check',
  ),
  {
    what: 'entries of an account that is not there',
    sql: entries(`'available', 900, 'tx', 5`, `'lost', 900, 'tx', -5`),
    code: NAMES_NOTHING,
    constraint: 'ledger_account',
  },
  mayNot('an account that is opened with money', `INSERT INTO accounts VALUES ('m0001', 'fees', 'EUR', 5, 1)`),
  mayNot('a head that begins in the middle', `INSERT INTO heads VALUES ('m0001', 5, '', 5)`),
  mayNot('to change an entry', 'UPDATE ledger_entries SET amount_minor = 1'),
  mayNot('to delete an entry', 'DELETE FROM ledger_entries'),
  mayNot('to empty the ledger', 'TRUNCATE ledger_entries'),
  mayNot('to move a balance without entries', 'UPDATE accounts SET balance_minor = balance_minor + 1'),
  mayNot('to delete an account', 'DELETE FROM accounts'),

  {
    what: 'an audit record that skips a number',
    sql: audit('audit_seq + 2', 'audit_hash'),
    code: FORKS_CHAIN,
    constraint: 'audit_chain',
  },
  {
    what: 'an audit record that continues another hash',
    sql: audit('audit_seq + 1', `repeat('0', 64)`),
    code: FORKS_CHAIN,
    constraint: 'audit_chain',
  },
  {
    what: 'an audit record in the place of another',
    sql: audit('audit_seq', 'audit_hash'),
    code: IS_THERE,
    constraint: 'audit_records_pkey',
  },
  checked(
    'an audit record that does not name its own merchant',
    audit('audit_seq + 1', 'audit_hash', `ARRAY['m0002']`),
    'audit_records_check',
  ),
  mayNot('to change an audit record', `UPDATE audit_records SET detail = '{}'`),
  mayNot('to delete an audit record', 'DELETE FROM audit_records'),
  mayNot('to move a head by hand', 'UPDATE heads SET audit_seq = audit_seq + 1, version = version + 1'),
  checked('a head of another version than its chain', 'UPDATE heads SET version = version + 1', 'heads_check'),
  mayNot('to delete a head', 'DELETE FROM heads'),

  checked(`an order under another merchant's id`, order('m0002.x'), 'orders_check1'),
  checked('an order whose id only begins like its merchant', order('m00012.x'), 'orders_check1'),
  checked('an order without lines', order('m0001.x', '[]'), 'orders_lines_check'),
  checked('an order of which more than all is tax', order('m0001.x', '[{}]', '100', '101'), 'orders_check'),
  checked('an order in a status that there is not', order('m0001.x', '[{}]', '100', '0', 'lost'), 'orders_status_check'),
  mayNot('to change the total of an order', 'UPDATE orders SET total_minor = 1'),
  mayNot('to change the lines of an order', `UPDATE orders SET lines = '[{}]'`),
  mayNot('to delete an order', 'DELETE FROM orders'),

  {
    what: 'an outcome twice',
    sql: 'INSERT INTO outcomes SELECT * FROM outcomes LIMIT 1',
    code: IS_THERE,
    constraint: 'outcomes_pkey',
  },
  mayNot('to change an outcome', `UPDATE outcomes SET reply = '{}'`),
  mayNot('to delete an outcome', 'DELETE FROM outcomes'),

  {
    what: 'a head of no merchant',
    sql: `INSERT INTO heads (merchant_id) VALUES ('nobody')`,
    code: NAMES_NOTHING,
    constraint: 'heads_merchant_id_fkey',
  },
  mayNot('to change a merchant', `UPDATE merchants SET currency = 'USD'`),
  mayNot('to delete a merchant', 'DELETE FROM merchants'),
  mayNot('to change the secret of a staff key', `UPDATE staff_keys SET secret_hash = 'x'`),
  mayNot('to add a category', `INSERT INTO categories VALUES ('x', 'X')`),
  mayNot('to change a tax rate', 'UPDATE tax_rates SET basis_points = 0'),
  mayNot('to add a customer', `INSERT INTO customers VALUES ('x', 'X', 'x@shoppers.example', 'x')`),
  mayNot('to change the secret of a customer', `UPDATE customers SET secret_hash = 'x'`),

  mayNot('to create a table', 'CREATE TABLE mine (id integer)'),
  mayNot('to create a temporary table', 'CREATE TEMPORARY TABLE mine (id integer)'),
  mayNot('to create a function', `CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'`),
  mayNot('to drop a table', 'DROP TABLE orders'),
  mayNot('to hold off a trigger', 'ALTER TABLE ledger_entries DISABLE TRIGGER ledger_posts'),
  mayNot('to hold off all triggers for itself', 'SET session_replication_role = replica'),
  mayNot('to become the owner', 'SET ROLE shop_owner'),
  mayNot('to change the record of the migrations', 'DELETE FROM migrations'),
];
