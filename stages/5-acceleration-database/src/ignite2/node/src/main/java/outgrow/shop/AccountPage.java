package outgrow.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.transactions.Transaction;

/**
 * An account with its latest entries, of one moment: SQL is no snapshot, so both are read while the merchant's head is locked.
 * The argument is {merchantId, account, before (a seq, exclusive), limit}; the result {"account":…,"entries":[newest first]} or "null".
 */
public final class AccountPage extends AtMerchant {
  private static final long serialVersionUID = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Override
  protected String merchantOf(String argument) throws Exception {
    return MAPPER.readTree(argument).path("merchantId").asText();
  }

  @Override
  protected String answer(Ignite ignite, String argument) throws IOException {
    return page(Tables.of(ignite), MAPPER.readTree(argument));
  }

  private static String page(Tables tables, JsonNode wanted) {
    String merchantId = wanted.path("merchantId").asText();
    String account = wanted.path("account").asText();
    List<Key> keys = List.of(new Key(Tables.HEAD, merchantId, ""), new Key("account", merchantId, account));
    try (Transaction transaction = Command.begin(tables.ignite)) {
      Step step = new Step(tables);
      BinaryObject found = step.read(keys)[1];
      if (found == null) {
        Command.requireHeld(transaction);
        return "null";
      }
      Table accounts = tables.of("account");
      StringBuilder json = new StringBuilder("{\"account\":");
      Records.append(json, tables, accounts, accounts.keyValues(keys.get(1)), found, null);
      appendEntries(json.append(",\"entries\":["), tables.of("ledger"), step.holds(merchantId), merchantId, account, wanted);
      Command.requireHeld(transaction);
      return json.append("]}").toString();
    }
  }

  /** @param isHere whether the merchant's head is locked on this node: the entries that lie by their merchant are here then, too */
  private static void appendEntries(StringBuilder json, Table ledger, boolean isHere, String merchantId, String account, JsonNode wanted) {
    SqlFieldsQuery query =
        new SqlFieldsQuery(ledger.select() + " WHERE MERCHANT_ID = ? AND ACCOUNT = ? AND SEQ < ? ORDER BY SEQ DESC LIMIT ?")
            .setArgs(merchantId, account, wanted.path("before").asInt(), wanted.path("limit").asInt())
            .setLocal(isHere && ledger.liesByMerchant());
    boolean isFirst = true;
    for (List<?> row : ledger.cache.query(query)) {
      json.append(isFirst ? "{" : ",{");
      isFirst = false;
      for (int at = 0; at < row.size(); at++) {
        if (at > 0) json.append(',');
        ledger.columns[at].append(json, row.get(at));
      }
      json.append('}');
    }
  }
}
