package outgrow.shop;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.ignite.binary.BinaryField;
import org.apache.ignite.binary.BinaryObject;

/** A column of a table and the property of the record that it holds: MERCHANT_ID holds `merchantId`, REPLY_JSON the text of `reply`. */
public final class Column {
  private static final String JSON = "_JSON";
  private static final DateTimeFormatter ISO_MS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  public final String name;
  /** The name without what marks it as JSON. */
  public final String plainName;
  public final String property;
  public final boolean isJson;
  public final Class<?> type;
  private final String label;
  private volatile BinaryField field;

  Column(String name, String javaType) {
    this.name = name;
    type = switch (javaType) {
      case "java.lang.String" -> String.class;
      case "java.lang.Integer" -> Integer.class;
      case "java.lang.Long" -> Long.class;
      case "java.sql.Timestamp" -> Timestamp.class;
      default -> throw new IllegalStateException("Column " + name + " is of type " + javaType + ", which no record has");
    };
    isJson = name.endsWith(JSON);
    plainName = isJson ? name.substring(0, name.length() - JSON.length()) : name;
    property = camelCase(plainName);
    label = '"' + property + "\":";
  }

  /** The value in this column of an object that has it. */
  public Object of(BinaryObject object) {
    BinaryField known = field;
    if (known == null) field = known = object.type().field(name);
    return known.value(object);
  }

  /** What the scalar the parser stands at is here. Throws where it is of another type: nothing is made to fit. */
  Object parse(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) return null;
    Json.expect(parser, type == Integer.class || type == Long.class ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING);
    if (type == Integer.class) return parser.getIntValue();
    if (type == Long.class) return parser.getLongValue();
    return type == String.class ? parser.getText() : Timestamp.from(Instant.parse(parser.getText()));
  }

  /** Appends `"property":value`. */
  void append(StringBuilder json, Object value) {
    json.append(label);
    if (value == null) json.append("null");
    else if (isJson) json.append((String) value);
    else if (value instanceof Timestamp time) json.append('"').append(ISO_MS.format(time.toInstant())).append('"');
    else if (value instanceof String text) Json.quote(json, text);
    else json.append(value);
  }

  private static String camelCase(String upperSnake) {
    StringBuilder camel = new StringBuilder();
    for (String word : upperSnake.toLowerCase().split("_")) {
      camel.append(camel.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return camel.toString();
  }
}
