package outgrow.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Decides for whoever writes lines: `command, tab, seen, tab, now` in, the decision out, each a line. JSON holds neither a
 * tab nor a line break. The argument is the bundle's file.
 */
public final class DecideLines {
  private static final long WAIT_MS = 5000;

  private DecideLines() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Rules rules = Rules.of(Path.of(arguments[0]), 1);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t", 3);
      out.println(rules.decide(parts[0], parts[1], parts[2], WAIT_MS));
      // Whoever waits for an answer has sent nothing more.
      if (!lines.ready()) out.flush();
    }
    out.flush();
  }
}
