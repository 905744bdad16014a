package outgrow.shop;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** JSON at the tasks' boundary. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  static JsonParser read(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /** The text of the value the parser stands at, as it was written: a repeat must hear the same bytes. */
  static String raw(JsonParser parser, String text) throws IOException {
    int begins = (int) parser.currentTokenLocation().getCharOffset();
    if (parser.currentToken().isStructStart()) parser.skipChildren();
    else parser.finishToken();
    return text.substring(begins, (int) parser.currentLocation().getCharOffset());
  }

  static void expect(JsonParser parser, JsonToken token) throws IOException {
    if (parser.currentToken() != token) {
      throw new IOException("expected " + token + " and found " + parser.currentToken() + " at " + parser.currentLocation());
    }
  }

  static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < ' ') json.append(String.format("\\u%04x", (int) c));
      else json.append(c);
    }
    json.append('"');
  }
}
