package outgrow.shop;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What `decide` answered: keys to gather, or an answer with the rows to write.
 *
 * @param gather null where it has decided
 * @param answer the command's result as the client hears it, null where it asks for more
 */
record Decision(List<Key> gather, String answer, List<Row> rows) {
  static Decision of(Tables tables, String text) throws IOException {
    try (JsonParser parser = Json.read(text)) {
      parser.nextToken();
      Json.expect(parser, JsonToken.START_OBJECT);
      String first = parser.nextFieldName();
      parser.nextToken();
      if ("gather".equals(first)) return new Decision(keys(parser), null, List.of());
      if (!"reply".equals(first)) return new Decision(null, text, List.of());
      String reply = Json.raw(parser, text);
      List<Row> rows = new ArrayList<>(24);
      if ("changes".equals(parser.nextFieldName())) {
        parser.nextToken();
        while (parser.nextToken() != JsonToken.END_ARRAY) change(tables, parser, text, rows);
      }
      return new Decision(null, "{\"reply\":" + reply + "}", rows);
    }
  }

  /** What an array of keys names. */
  static List<Key> keys(String text) throws IOException {
    try (JsonParser parser = Json.read(text)) {
      parser.nextToken();
      return keys(parser);
    }
  }

  private static List<Key> keys(JsonParser parser) throws IOException {
    Json.expect(parser, JsonToken.START_ARRAY);
    List<Key> keys = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String kind = "";
      String merchantId = "";
      String id = "";
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        String value = parser.nextTextValue();
        switch (name) {
          case "kind" -> kind = value;
          case "merchantId" -> merchantId = value;
          case "id" -> id = value;
          default -> throw new IOException("A key has no " + name);
        }
      }
      keys.add(new Key(kind, merchantId, id));
    }
    return keys;
  }

  /** `put` or `append` names the kind and stands before the value. */
  private static void change(Tables tables, JsonParser parser, String text, List<Row> rows) throws IOException {
    Json.expect(parser, JsonToken.START_OBJECT);
    parser.nextToken();
    String kind = parser.nextTextValue();
    parser.nextToken();
    parser.nextToken();
    Records.read(tables, kind, parser, text, true, rows);
    parser.nextToken();
    Json.expect(parser, JsonToken.END_OBJECT);
  }
}
