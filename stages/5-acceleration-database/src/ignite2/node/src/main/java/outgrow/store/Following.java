package outgrow.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import org.apache.ignite.binary.BinaryObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import outgrow.shop.Tables;

/** Writes that follow later, table by table: what one transaction wrote here comes there in pieces and in any order. */
final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  private final There there;
  /** Of ORDERS alone. */
  private final There lines;

  Following(Tables tables, There there) {
    this.there = there;
    lines = there.table.name.equals(Lines.ORDERS) ? new There(tables.named(Lines.ORDER_LINES)) : null;
  }

  Void write(Connection connection, Collection<Cache.Entry<?, ?>> entries) throws SQLException {
    // They come with their orders.
    if (there.table.name.equals(Lines.ORDER_LINES)) return null;
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (Cache.Entry<?, ?> entry : entries) rows.add(there.json(entry.getKey(), (BinaryObject) entry.getValue()));
    if (lines != null) {
      try {
        withLines(rows);
      } catch (RuntimeException e) {
        if (!InFront.isStopping()) throw e;
        LOG.error("{} orders are lost to the database: their lines cannot be read as the node stops.", rows.size(), e);
        return null;
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(Statements.behind(there))) {
      statement.setString(1, rows.toString());
      statement.execute();
    }
    return null;
  }

  private void withLines(ArrayNode orders) {
    Set<Object> keys = new HashSet<>();
    for (var order : orders)
      for (int line = 0; line < order.get("lines").asInt(); line += 1)
        keys.add(lines.table.key(order.get("merchant_id").asText(), order.get("order_id").asText(), line));
    Map<Object, BinaryObject> found = lines.table.cache.withSkipStore().getAll(keys);
    Lines byOrder = new Lines();
    found.forEach((key, line) -> byOrder.add(lines, lines.json(key, line)));
    for (var order : orders) byOrder.into((ObjectNode) order);
  }
}
