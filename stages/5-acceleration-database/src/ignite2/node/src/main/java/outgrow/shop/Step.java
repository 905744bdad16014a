package outgrow.shop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cluster.ClusterNode;

/**
 * The reads and writes of one command, within the transaction that the thread has open. A merchant's head is locked by
 * reading it; whoever writes anything of a merchant holds its head, so with the head locked on this node, what else lies
 * here of the merchant is read as it is, without a lock of its own.
 */
public final class Step {
  private final Tables tables;
  private final ClusterNode here;
  /** The merchants whose heads are locked on this node. */
  private final Set<String> heldHere = new HashSet<>();

  public Step(Tables tables) {
    this.tables = tables;
    here = tables.ignite.cluster().localNode();
  }

  /** The records under the keys, null where there is none. Heads must come first, lowest merchant first. */
  public BinaryObject[] read(List<Key> keys) {
    BinaryObject[] found = new BinaryObject[keys.size()];
    Map<Table, Map<Object, Integer>> elsewhere = null;
    for (int at = 0; at < found.length; at++) {
      Key key = keys.get(at);
      Table table = tables.of(key.kind());
      Object place = table.key(table.keyValues(key));
      if (key.kind().equals(Tables.HEAD)) found[at] = locked(table, key.merchantId(), place);
      else if (table.isEverywhere) found[at] = reference(table, place);
      else if (isHere(table, key.merchantId(), place)) found[at] = table.cache.localPeek(place, CachePeekMode.PRIMARY);
      else {
        if (elsewhere == null) elsewhere = new LinkedHashMap<>();
        elsewhere.computeIfAbsent(table, wanted -> new HashMap<>()).put(place, at);
      }
    }
    if (elsewhere != null) {
      elsewhere.forEach((table, places) ->
          table.cache.getAll(places.keySet()).forEach((place, value) -> found[places.get(place)] = value));
    }
    return found;
  }

  /** The lines of an order, in their order. */
  public List<BinaryObject> lines(Key order, int count) {
    Table table = tables.of(Tables.ORDER_LINE);
    List<BinaryObject> lines = new ArrayList<>(count);
    for (int line = 0; line < count; line++) {
      Object place = table.key(order.merchantId(), order.id(), line);
      BinaryObject found =
          isHere(table, order.merchantId(), place) ? table.cache.localPeek(place, CachePeekMode.PRIMARY) : table.cache.get(place);
      if (found == null) throw new IllegalStateException("Order " + order.id() + " lacks its line " + line);
      lines.add(found);
    }
    return lines;
  }

  /** Writes the rows, table by table: each call is a round of locks. */
  public void write(List<Row> rows) {
    Row.byTable(rows).forEach((table, values) -> table.cache.putAll(values));
  }

  private BinaryObject locked(Table heads, String merchantId, Object place) {
    BinaryObject head = heads.cache.get(place);
    if (heads.affinity.isPrimary(here, place)) heldHere.add(merchantId);
    return head;
  }

  /** Whether the merchant's head is locked on this node. */
  boolean holds(String merchantId) {
    return heldHere.contains(merchantId);
  }

  private boolean isHere(Table table, String merchantId, Object place) {
    return heldHere.contains(merchantId) && table.affinity.isPrimary(here, place);
  }

  /** Never enlisted: no command writes it. A node that is being filled may not hold it yet. */
  private static BinaryObject reference(Table table, Object place) {
    BinaryObject found = table.cache.localPeek(place, CachePeekMode.PRIMARY, CachePeekMode.BACKUP);
    return found != null ? found : table.cache.getAllOutTx(Set.of(place)).get(place);
  }
}
