package outgrow.store;

import java.sql.SQLException;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.CachePeekMode;
import outgrow.shop.TextTask;

/**
 * Fills the platform with all that the database holds. Commands need it: they read a merchant's records where these lie, and
 * take one that is not there for one that does not exist. The result is how many records there are then.
 */
public final class Warm extends TextTask {
  private static final long serialVersionUID = 1;
  /** What refers to nothing comes first, though nobody reads before the end. */
  private static final List<String> TABLES =
      List.of("CATEGORIES", "TAX_RATES", "CUSTOMERS", "MERCHANTS", "STAFF_KEYS", "HEADS", "ACCOUNTS", "PRODUCTS",
          "ORDERS", Lines.ORDER_LINES, "LEDGER_ENTRIES", "AUDIT_RECORDS", "OUTCOMES");

  @Override
  protected String answer(Ignite ignite, String argument) {
    try {
      InFront.connections().triggersOff();
    } catch (SQLException e) {
      throw new IgniteException("the database does not let its triggers be held off: " + e.getMessage(), e);
    }
    long records = 0;
    for (String table : TABLES) {
      IgniteCache<Object, Object> cache = ignite.cache(table);
      cache.loadCache(null);
      if (!table.equals(Lines.ORDER_LINES)) records += cache.sizeLong(CachePeekMode.PRIMARY);
    }
    return Long.toString(records);
  }
}
