package outgrow.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import outgrow.shop.Column;

/** An order's lines are rows here; there they are one JSON value in the order's row. */
final class Lines {
  static final String ORDERS = "ORDERS";
  static final String ORDER_LINES = "ORDER_LINES";
  /** In ORDERS here: how many lines there are. There: the lines. */
  static final String LINES = "LINES";
  /** In ORDER_LINES: which of its order it is. */
  static final String LINE = "LINE";

  private final Map<String, TreeMap<Integer, ObjectNode>> byOrder = new TreeMap<>();

  /** Takes a row of ORDER_LINES. */
  void add(There lines, ObjectNode row) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    for (Column column : lines.columns().skip(lines.table.keyColumns).toList()) line.set(column.property, row.get(There.name(column)));
    byOrder.computeIfAbsent(orderOf(row), any -> new TreeMap<>()).put(row.get("line").asInt(), line);
  }

  /** Puts the lines into a row of ORDERS in place of their number. Throws where some are not there. */
  void into(ObjectNode order) {
    ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    lines.addAll(byOrder.getOrDefault(orderOf(order), new TreeMap<>()).values());
    int wanted = order.get("lines").asInt();
    if (lines.size() != wanted)
      throw new IllegalStateException("order " + orderOf(order) + " has " + lines.size() + " lines of " + wanted);
    order.set("lines", lines);
  }

  private static String orderOf(ObjectNode row) {
    return row.get("merchant_id").asText() + '/' + row.get("order_id").asText();
  }
}
