package outgrow.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import outgrow.shop.Column;

/** The SQL that writes rows of a table. It takes one parameter: the rows as a JSON array, by the database's names. */
final class Statements {
  /** What the database's own rules let be changed later of a table; the others are only added to. */
  private static final Map<String, List<String>> CHANGED =
      Map.of(
          "PRODUCTS", List.of("PRICE_MINOR", "STOCK", "RECEIVED", "VERSION"),
          "ORDERS", List.of("STATUS", "VERSION"),
          "STAFF_KEYS", List.of("REVOKED_AT"));

  /** Triggers of the database move these, so of a new one only what they do not keep is written, and of others nothing. */
  private static final Map<String, List<String>> KEPT =
      Map.of("HEADS", List.of("MERCHANT_ID"), "ACCOUNTS", List.of("MERCHANT_ID", "ACCOUNT", "CURRENCY", "VERSION"));

  private Statements() {}

  /** What writes this row as a command of the shop does there; null where nothing is to be written. */
  static String through(There there, ObjectNode row) {
    boolean isNew = !there.has("version") || row.get("version").asInt() == 1;
    List<String> kept = KEPT.get(there.table.name);
    if (kept != null) return isNew ? inserting(there, there.columns().filter(column -> kept.contains(column.name))) : null;
    if (there.table.name.equals("STAFF_KEYS")) return inserting(there, there.columns()) + onConflict(there, changed(there));
    return isNew ? inserting(there, there.columns()) : updating(there);
  }

  /** What makes the row there as it is here, whatever was there, if it is not younger: writes of two nodes may come in any order. */
  static String behind(There there) {
    Stream<Column> changed = there.columns().filter(column -> !isKeyThere(there, column));
    String younger = there.has("version") ? " WHERE " + there.name() + ".version <= excluded.version" : "";
    return inserting(there, there.columns()) + onConflict(there, changed) + younger;
  }

  private static String inserting(There there, Stream<Column> some) {
    String columns = There.listed(some);
    return "INSERT INTO " + there.name() + " (" + columns + ") SELECT " + columns + " FROM " + given(there);
  }

  private static String updating(There there) {
    String sets = changed(there).map(column -> There.quoted(column) + " = given." + There.quoted(column)).collect(Collectors.joining(", "));
    String matches =
        there.keys().map(key -> there.name() + '.' + There.quoted(key) + " = given." + There.quoted(key)).collect(Collectors.joining(" AND "));
    return "UPDATE " + there.name() + " SET " + sets + " FROM " + given(there) + " WHERE " + matches;
  }

  private static String onConflict(There there, Stream<Column> changed) {
    String keys = There.listed(there.columns().filter(column -> isKeyThere(there, column)));
    String sets = changed.map(column -> There.quoted(column) + " = " + taken(there, column)).collect(Collectors.joining(", "));
    return " ON CONFLICT (" + keys + ") DO UPDATE SET " + sets;
  }

  /** A key has no version: once revoked it stays so, in whatever order its writes come. */
  private static String taken(There there, Column column) {
    String excluded = "excluded." + There.quoted(column);
    if (!there.table.name.equals("STAFF_KEYS") || !column.name.equals("REVOKED_AT")) return excluded;
    return "COALESCE(" + there.name() + '.' + There.quoted(column) + ", " + excluded + ")";
  }

  private static String given(There there) {
    return "json_populate_recordset(NULL::" + there.name() + ", ?::json) AS given";
  }

  /** A staff key is found by its secret's hash here, and by its id there. */
  private static boolean isKeyThere(There there, Column column) {
    return there.table.name.equals("STAFF_KEYS") ? column.name.equals("KEY_ID") : there.keys().anyMatch(key -> key == column);
  }

  private static Stream<Column> changed(There there) {
    List<String> changed = CHANGED.get(there.table.name);
    if (changed == null) throw new IllegalStateException("a record of " + there.table.name + " is never changed there");
    return there.columns().filter(column -> changed.contains(column.name));
  }
}
