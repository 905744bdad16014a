package outgrow.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What one transaction writes, gathered from all its tables, and written there by one statement: all of it or nothing. */
final class Writes {
  private record Row(There there, ObjectNode row) {}

  private final List<Row> rows = new ArrayList<>();
  private final Lines lines = new Lines();

  void add(There there, ObjectNode row) {
    if (there.table.name.equals(Lines.ORDER_LINES)) lines.add(there, row);
    else rows.add(new Row(there, row));
  }

  void to(Connection connection) throws SQLException {
    // In the order of their text, so that the same kinds of write always make the same statement.
    TreeMap<String, ArrayNode> parts = new TreeMap<>();
    for (Row written : rows) {
      String part = Statements.through(written.there, written.row);
      if (part == null) continue;
      if (written.there.table.name.equals(Lines.ORDERS) && part.startsWith("INSERT")) lines.into(written.row);
      parts.computeIfAbsent(part, any -> JsonNodeFactory.instance.arrayNode()).add(written.row);
    }
    if (parts.isEmpty()) return;
    List<String> texts = List.copyOf(parts.keySet());
    String sql =
        IntStream.range(0, texts.size())
            .mapToObj(at -> "part_" + at + " AS (" + texts.get(at) + ")")
            .collect(Collectors.joining(", ", "WITH ", " SELECT"));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int at = 0; at < texts.size(); at += 1) statement.setString(at + 1, parts.get(texts.get(at)).toString());
      statement.execute();
    }
  }
}
