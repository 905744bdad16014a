package outgrow.shop;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.binary.BinaryObject;

/** Writes records that are not there yet, as they are, on whichever node is asked. The argument is [{kind, value}, …], the result how many there were. */
public final class Load extends TextTask {
  private static final long serialVersionUID = 1;

  @Override
  protected String answer(Ignite ignite, String argument) throws IOException {
    return String.valueOf(load(Tables.of(ignite), argument));
  }

  private static int load(Tables tables, String argument) throws IOException {
    List<Row> rows = new ArrayList<>();
    int records = 0;
    try (JsonParser parser = Json.read(argument)) {
      parser.nextToken();
      Json.expect(parser, JsonToken.START_ARRAY);
      for (; parser.nextToken() == JsonToken.START_OBJECT; records++) record(tables, parser, argument, rows);
    }
    Row.byTable(rows).forEach((table, values) -> {
      try (IgniteDataStreamer<Object, BinaryObject> streamer = tables.ignite.dataStreamer(table.name)) {
        streamer.keepBinary(true);
        // What is there is left as it is. Without a transaction for each handful this is ten times as quick, and whole once it has ended well.
        streamer.allowOverwrite(false);
        streamer.addData(values);
      }
    });
    return records;
  }

  private static void record(Tables tables, JsonParser parser, String text, List<Row> rows) throws IOException {
    String kind = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("kind")) kind = parser.getText();
      else if (kind == null) throw new IOException("a record's kind must stand before its value");
      else Records.read(tables, kind, parser, text, false, rows);
    }
  }
}
