package outgrow.store;

import org.apache.ignite.Ignite;
import outgrow.shop.TextTask;

/** Takes all records of a table out of memory: read by their keys they come back from the database. The argument is the table. */
public final class Evict extends TextTask {
  private static final long serialVersionUID = 1;

  @Override
  protected String answer(Ignite ignite, String table) {
    ignite.cache(table).clear();
    return "";
  }
}
