package outgrow.measure;

import java.util.List;
import java.util.Map;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.cache.query.FieldsQueryCursor;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.compute.ComputeJob;
import org.apache.ignite.compute.ComputeJobAdapter;
import org.apache.ignite.compute.ComputeJobResult;
import org.apache.ignite.compute.ComputeTaskAdapter;
import org.apache.ignite.resources.IgniteInstanceResource;

/** Removes every record of a merchant that was there to be measured. The argument is its id, the result how many records there were. */
public final class Forget extends ComputeTaskAdapter<String, String> {
  @IgniteInstanceResource private transient Ignite ignite;

  @Override
  public Map<? extends ComputeJob, ClusterNode> map(List<ClusterNode> nodes, String merchantId) {
    return Map.of(new Job(merchantId), ignite.affinity("HEADS").mapKeyToNode(merchantId));
  }

  @Override
  public String reduce(List<ComputeJobResult> results) {
    return results.get(0).<Long>getData().toString();
  }

  private static final class Job extends ComputeJobAdapter {
    private static final long serialVersionUID = 1;
    private final String merchantId;
    @IgniteInstanceResource private transient Ignite ignite;

    Job(String merchantId) {
      this.merchantId = merchantId;
    }

    @Override
    public Object execute() {
      long removed = 0;
      for (String table : TABLES) removed += removeFrom(table);
      return removed;
    }

    private long removeFrom(String table) {
      SqlFieldsQuery keys = new SqlFieldsQuery("SELECT _KEY FROM PUBLIC." + table + " WHERE MERCHANT_ID = ?").setArgs(merchantId);
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
  }

  private static final String[] TABLES = {
    "OUTCOMES", "AUDIT_RECORDS", "LEDGER_ENTRIES", "ORDER_LINES", "ORDERS", "PRODUCTS", "ACCOUNTS", "MERCHANTS", "HEADS"
  };
}
