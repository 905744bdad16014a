package outgrow.shop;

import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;

/** A task that is answered by the primary node of a merchant's head. */
public abstract class AtMerchant extends TextTask {
  private static final long serialVersionUID = 1;

  /** The merchant the argument names. */
  protected abstract String merchantOf(String argument) throws Exception;

  @Override
  protected final ClusterNode place(Ignite ignite, String argument) throws Exception {
    return primaryOf(ignite, merchantOf(argument));
  }

  /** Where no node holds it, the one that is asked: the job says so, as it says whatever else keeps it from its records. */
  public static ClusterNode primaryOf(Ignite ignite, String merchantId) {
    ClusterNode primary = ignite.affinity(Tables.HEADS).mapKeyToNode(merchantId);
    return primary == null ? ignite.cluster().localNode() : primary;
  }
}
