import type { AuditRecord, Json } from '../src/records.ts';
import type { Proof } from './proof.ts';
import { audit, head, outcome, trail } from './small-records.ts';

const [first, second, third] = trail({}, {}, {}) as [AuditRecord, AuditRecord, AuditRecord];
const [forged] = trail({ by: 'nobody' }) as [AuditRecord];
const [detailed] = trail({ detail: { a: 1, b: { c: 2, d: [3, null] } } }) as [AuditRecord];
const reordered: Json = { b: { d: [3, null], c: 2 }, a: 1 };

/** The first audit record of a merchant, of command c1, naming these merchants. */
const at = (merchantId: string, ...merchants: readonly string[]) => trail({ merchantId, merchants });

export const auditProofs = {
  'audit-chain': {
    innocent: {
      'three records and their head': [...audit(first, second, third), head(3, third.hash)],
      'a detail whose names a store has put in another order': [
        ...audit({ ...detailed, detail: reordered }),
        head(1, detailed.hash),
      ],
    },
    guilty: {
      'a skipped audit number': {
        records: [...audit(first, third), head(3, third.hash)],
        says: ['m1: the audit trail goes from 1 to 3'],
      },
      'an audit number used twice': {
        records: [...audit(first, forged), head(1, forged.hash)],
        says: ['m1: the audit trail goes from 1 to 1'],
      },
      'a trail that does not begin at 1': {
        records: [...audit(second, third), head(3, third.hash)],
        says: ['m1: the audit trail goes from 0 to 2'],
      },
      'a record that was changed later': {
        records: [...audit(first, { ...second, by: 'nobody' }, third), head(3, third.hash)],
        says: [`m1: audit 2 is not what its hash ${second.hash} was made of`],
      },
      'a broken hash': {
        records: [...audit({ ...first, hash: forged.hash }), head(1, forged.hash)],
        says: [`m1: audit 1 is not what its hash ${forged.hash} was made of`],
      },
      'a record that was replaced together with its hash': {
        records: [...audit(forged, second), head(2, second.hash)],
        says: [`m1: audit 2 follows the hash ${first.hash}, but audit 1 has ${forged.hash}`],
      },
      'a last record that is gone': {
        records: [...audit(first), head(2, second.hash)],
        says: ['m1: the head says the audit trail ends at 2, but it ends at 1'],
      },
      'a head that holds another hash': {
        records: [...audit(first), head(1, forged.hash)],
        says: [`m1: the head holds the hash ${forged.hash}, but audit 1 has ${first.hash}`],
      },
      'a head without a trail': {
        records: [head(1, first.hash)],
        says: ['m1: the head says the audit trail ends at 1, but it ends at 0'],
      },
      'a trail without a head': {
        records: audit(first),
        says: ['m1: the audit trail ends at 1, but there is no head'],
      },
    },
  },
  'every-merchant-named': {
    innocent: {
      'a command of one merchant': audit(first),
      'a command at both merchants that it names': audit(...at('m1', 'm1', 'm2'), ...at('m2', 'm1', 'm2')),
      'one command id sent to merchants that have none in common': audit(
        ...at('m1', 'm1', 'm2'),
        ...at('m2', 'm1', 'm2'),
        ...at('m3', 'm3', 'm4'),
        ...at('m4', 'm3', 'm4'),
        ...at('m5', 'm5'),
      ),
    },
    guilty: {
      'a partial basket': {
        records: audit(...at('m2', 'm1', 'm2', 'm3'), ...at('m3', 'm1', 'm2', 'm3')),
        says: ['m1: command c1 names m1, m2, m3, but is not recorded here'],
      },
      'two records of a command that name others': {
        records: audit(...at('m1', 'm1', 'm2'), ...at('m2', 'm1', 'm2', 'm3')),
        says: ['m2: audit 1 of command c1 names m1, m2, m3 here and m1, m2 elsewhere'],
      },
      'a record at a merchant that it does not name': {
        records: audit(...at('m3', 'm1')),
        says: ['m3: audit 1 names m1, but not its own merchant'],
      },
    },
  },
  'effect-once': {
    innocent: {
      'a command and its outcome': [...audit(first), outcome('c1')],
      'one command at two merchants': [
        ...audit(...at('m1', 'm1', 'm2'), ...at('m2', 'm1', 'm2')),
        outcome('c1', 'm2'),
        outcome('c1', 'm1'),
      ],
    },
    guilty: {
      'a command that took effect twice': {
        records: [...audit(...trail({}, { commandId: 'c1' })), outcome('c1')],
        says: ['m1: command c1 took effect again in audit 2'],
      },
      'a command whose outcome is lost': {
        records: audit(first),
        says: ['m1: command c1 has an audit record, but no outcome'],
      },
      'an outcome of nothing': {
        records: [outcome('c1')],
        says: ['m1: command c1 has an outcome, but no audit record or a second outcome'],
      },
      'a second outcome': {
        records: [...audit(first), outcome('c1'), outcome('c1')],
        says: ['m1: command c1 has an outcome, but no audit record or a second outcome'],
      },
      'an outcome at another merchant': {
        records: [...audit(first), outcome('c1', 'm2')],
        says: [
          'm2: command c1 has an outcome, but no audit record or a second outcome',
          'm1: command c1 has an audit record, but no outcome',
        ],
      },
    },
  },
} as const satisfies { [invariant: string]: Proof };
