package outgrow.store;

import org.apache.ignite.IgniteCache;
import outgrow.shop.Here;

/** Takes all records of a table out of memory: read by their keys they come back from the database. The argument is the table. */
public final class Evict extends Here {
  @Override
  protected Work work(String argument) {
    return new Evicting(argument);
  }

  private static final class Evicting extends Work {
    private static final long serialVersionUID = 1;

    Evicting(String argument) {
      super(argument);
    }

    @Override
    public String execute() {
      IgniteCache<Object, Object> table = ignite.cache(argument);
      table.clear();
      return "";
    }
  }
}
