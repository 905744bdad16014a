package outgrow.measure;

import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.query.FieldsQueryCursor;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import outgrow.shop.AtMerchant;

/**
 * Removes records of a merchant that was there to be measured, some thousands at a time, so that no call takes long. The argument is its id,
 * the result how many were removed: 0 where none was left.
 */
public final class Forget extends AtMerchant {
  private static final long serialVersionUID = 1;

  @Override
  protected String merchantOf(String merchantId) {
    return merchantId;
  }

  @Override
  protected String answer(Ignite ignite, String merchantId) {
    long removed = 0;
    for (String table : TABLES) {
      if (removed < AT_A_TIME) removed += removeFrom(ignite, table, merchantId, AT_A_TIME - removed);
    }
    return Long.toString(removed);
  }

  private static long removeFrom(Ignite ignite, String table, String merchantId, long most) {
    SqlFieldsQuery keys = new SqlFieldsQuery("SELECT _KEY FROM PUBLIC." + table + " WHERE MERCHANT_ID = ? LIMIT ?").setArgs(merchantId, most);
    long removed = 0;
    try (FieldsQueryCursor<List<?>> found = ignite.cache(table).withKeepBinary().query(keys);
        IgniteDataStreamer<Object, Object> removing = ignite.dataStreamer(table)) {
      removing.allowOverwrite(true);
      removing.keepBinary(true);
      for (List<?> row : found) {
        removing.removeData(row.get(0));
        removed++;
      }
    }
    return removed;
  }

  private static final long AT_A_TIME = 20_000;
  private static final String[] TABLES = {
    "OUTCOMES", "AUDIT_RECORDS", "LEDGER_ENTRIES", "ORDER_LINES", "ORDERS", "PRODUCTS", "ACCOUNTS", "MERCHANTS", "HEADS"
  };
}
