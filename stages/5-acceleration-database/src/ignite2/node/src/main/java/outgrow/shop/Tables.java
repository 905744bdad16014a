package outgrow.shop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ignite.Ignite;

/** The tables of one running node, each described once. */
public final class Tables {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("category", "CATEGORIES"),
          Map.entry("taxRate", "TAX_RATES"),
          Map.entry("customer", "CUSTOMERS"),
          Map.entry("merchant", "MERCHANTS"),
          Map.entry("staffKey", "STAFF_KEYS"),
          Map.entry("account", "ACCOUNTS"),
          Map.entry("product", "PRODUCTS"),
          Map.entry("order", "ORDERS"),
          Map.entry(Tables.ORDER_LINE, "ORDER_LINES"),
          Map.entry("ledger", "LEDGER_ENTRIES"),
          Map.entry("audit", "AUDIT_RECORDS"),
          Map.entry("outcome", "OUTCOMES"),
          Map.entry(Tables.HEAD, "HEADS"));

  static final String HEAD = "head";
  static final String ORDER_LINE = "orderLine";
  static final String HEADS = "HEADS";

  private static volatile Tables current;

  final Ignite ignite;
  private final Map<String, Table> byKind = new ConcurrentHashMap<>();

  private Tables(Ignite ignite) {
    this.ignite = ignite;
  }

  /** Those of the node. */
  public static Tables of(Ignite ignite) {
    Tables known = current;
    if (known == null || known.ignite != ignite) current = known = new Tables(ignite);
    return known;
  }

  public Table of(String kind) {
    Table known = byKind.get(kind);
    if (known != null) return known;
    String name = NAMES.get(kind);
    if (name == null) throw new IllegalArgumentException("No table holds records of the kind " + kind);
    return byKind.computeIfAbsent(kind, wanted -> new Table(ignite, wanted, name));
  }

  /** By its own name. */
  public Table named(String name) {
    for (Map.Entry<String, String> known : NAMES.entrySet()) if (known.getValue().equals(name)) return of(known.getKey());
    throw new IllegalArgumentException("No table of the shop is called " + name);
  }
}
