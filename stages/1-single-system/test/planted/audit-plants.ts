import { auditText } from '@outgrow/domain/audit';
import { sha256 } from '../../../../packages/postgres-shop/test/commands.ts';
import { inserted, isAudit, isOrder, isProduct, type Plants, recorded, sold, unexplained } from './planting.ts';

export const auditPlants: Plants = {
  'a skipped audit number': ({ order: { merchantId }, head }) => {
    const { auditSeq } = head(merchantId);
    const { audit, outcome } = recorded({ ...head(merchantId), auditSeq: auditSeq + 1 }, [merchantId]);
    return {
      sql: `UPDATE heads SET audit_seq = audit_seq + 1, version = version + 1 WHERE merchant_id = '${merchantId}';
        ${inserted({ kind: 'audit', value: audit })};
        ${inserted({ kind: 'outcome', value: outcome })}`,
      found: {
        'audit gaps and chain': [`${merchantId}: the audit trail goes from ${auditSeq} to ${auditSeq + 2}`],
        'phantom orders': [`${audit.type} ${audit.commandId} took effect at ${merchantId}, but nobody sent it`],
      },
    };
  },

  'a changed audit detail': ({ auditOfBasket: { merchantId, seq, hash } }) => ({
    sql: `UPDATE audit_records SET detail = '{}' WHERE ${isAudit({ merchantId, seq })}`,
    found: { 'audit gaps and chain': [`${merchantId}: audit ${seq} is not what its hash ${hash} was made of`] },
  }),

  'a changed audit detail under a hash made anew': ({ auditOfBasket }) => {
    const { merchantId, seq, hash } = auditOfBasket;
    const anew = sha256(auditText({ ...auditOfBasket, detail: {} }));
    return {
      sql: `UPDATE audit_records SET detail = '{}', hash = '${anew}' WHERE ${isAudit(auditOfBasket)}`,
      found: {
        'audit gaps and chain': [`${merchantId}: audit ${seq + 1} follows the hash ${hash}, but audit ${seq} has ${anew}`],
      },
    };
  },

  "a basket's audit record deleted at one merchant": ({ auditOfBasket }) => {
    const { merchantId, seq, commandId, merchants } = auditOfBasket;
    return {
      sql: `DELETE FROM audit_records WHERE ${isAudit(auditOfBasket)}`,
      found: {
        'audit gaps and chain': [`${merchantId}: the audit trail goes from ${seq - 1} to ${seq + 1}`],
        'every merchant named': [`${merchantId}: command ${commandId} names ${merchants.join(', ')}, but is not recorded here`],
        'effect once': [`${merchantId}: command ${commandId} has an outcome, but no audit record`],
      },
    };
  },

  'half a basket: all of it undone at one merchant': ({ auditOfBasket, ofBasket }) => {
    const { merchantId, seq, commandId, merchants } = auditOfBasket;
    const own = `merchant_id = '${merchantId}'`;
    return {
      sql: `UPDATE products SET stock = stock + ${sold(ofBasket).quantity} WHERE ${isProduct(sold(ofBasket))};
        UPDATE accounts SET balance_minor = balance_minor - amount_minor FROM ledger_entries AS entry
          WHERE accounts.${own} AND entry.${own} AND entry.account = accounts.account AND tx_id = '${commandId}';
        DELETE FROM ledger_entries WHERE ${own} AND tx_id = '${commandId}';
        DELETE FROM orders WHERE ${isOrder(ofBasket)};
        DELETE FROM audit_records WHERE ${isAudit(auditOfBasket)};
        DELETE FROM outcomes WHERE ${own} AND command_id = '${commandId}'`,
      found: {
        'audit gaps and chain': [`${merchantId}: the audit trail goes from ${seq - 1} to ${seq + 1}`],
        'every merchant named': [`${merchantId}: command ${commandId} names ${merchants.join(', ')}, but is not recorded here`],
        'lost writes': [`place-basket ${commandId} was accepted, but took no effect at ${merchantId}`],
        ...unexplained(sold(ofBasket)),
      },
    };
  },

  'half a command: recorded at one of two merchants': ({ auditOfBasket: { merchants }, head }) => {
    const [here = '', missing = ''] = merchants;
    const { audit, outcome } = recorded(head(here), [here, missing]);
    return {
      sql: `${inserted({ kind: 'audit', value: audit })}; ${inserted({ kind: 'outcome', value: outcome })}`,
      found: {
        'every merchant named': [`${missing}: command ${audit.commandId} names ${here}, ${missing}, but is not recorded here`],
        'phantom orders': [`${audit.type} ${audit.commandId} took effect at ${here}, but nobody sent it`],
      },
    };
  },
};
