import { auditText } from '../audit.ts';
import type { MerchantId } from '../records.ts';
import { GENESIS } from '../records.ts';
import type { OpenInvariant } from './invariant.ts';

/**
 * A merchant's audit trail counts 1, 2, 3 … without a gap, each record holds the hash of the one before and its own, and
 * the head is where it ends. The records of one merchant must come in the order of `seq`.
 */
export const auditChain: OpenInvariant = (report, { sha256 }) => {
  const ends = new Map<MerchantId, { seq: number; hash: string }>();
  return {
    see: {
      audit(record) {
        const { merchantId, seq, prevHash, hash } = record;
        const end = ends.get(merchantId) ?? { seq: 0, hash: GENESIS };
        ends.set(merchantId, end);
        if (seq !== end.seq + 1) report(`the audit trail goes from ${end.seq} to ${seq}`, merchantId);
        else if (prevHash !== end.hash)
          report(`audit ${seq} follows the hash ${prevHash}, but audit ${end.seq} has ${end.hash}`, merchantId);
        if (sha256(auditText(record)) !== hash) report(`audit ${seq} is not what its hash ${hash} was made of`, merchantId);
        end.seq = seq;
        end.hash = hash;
      },
      head({ merchantId, auditSeq, auditHash }) {
        const end = ends.get(merchantId) ?? { seq: 0, hash: GENESIS };
        ends.delete(merchantId);
        if (auditSeq !== end.seq)
          report(`the head says the audit trail ends at ${auditSeq}, but it ends at ${end.seq}`, merchantId);
        else if (auditHash !== end.hash)
          report(`the head holds the hash ${auditHash}, but audit ${end.seq} has ${end.hash}`, merchantId);
      },
    },
    end() {
      for (const [merchantId, { seq }] of ends) report(`the audit trail ends at ${seq}, but there is no head`, merchantId);
    },
  };
};
