package outgrow.shop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * The shop's rules: the bundled `decide` in a pool of GraalJS contexts. A script sees text and SHA-256 and nothing else of
 * this process, and no two threads are in one context at once.
 */
public final class Rules {
  private static final long REHEARSAL_MS = 1500;
  private static volatile Rules current;

  /** The one used last is taken first: what it knows lies in the processor's cache, and one writer alone warms one context. */
  private final BlockingDeque<Value> free;

  private Rules(String script, int contexts) throws IOException {
    free = new LinkedBlockingDeque<>(contexts);
    Source source = Source.newBuilder("js", script, "decide.js").build();
    Engine engine = Engine.newBuilder().option("engine.WarnInterpreterOnly", "false").build();
    for (int context = 0; context < contexts; context++) free.add(script(engine, source));
  }

  /**
   * Reads the bundle and makes `contexts` of it, then decides on samples for a while, so that a node's first commands need not
   * wait for the engine. To be called before the node lets anybody in.
   */
  public static void warm(Path decide, int contexts) throws IOException, InterruptedException {
    Rules rules = of(decide, contexts);
    long ends = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REHEARSAL_MS);
    while (System.nanoTime() < ends) {
      Value script = rules.free.takeFirst();
      Rehearsal.decideOn(Instant.now().toString(), (command, seen, now) -> script.execute(command, seen, now).asString());
      // Each in its turn.
      rules.free.addLast(script);
    }
    current = rules;
  }

  static Rules of(Path decide, int contexts) throws IOException {
    return new Rules(Files.readString(decide), contexts);
  }

  static Rules warmed() {
    Rules rules = current;
    if (rules == null) throw new IllegalStateException("The rules are not loaded: Rules.warm() must come first");
    return rules;
  }

  /** One decision, JSON in and out. Waits at most `waitMs` for a free context. */
  String decide(String command, String seen, String now, long waitMs) throws InterruptedException {
    Value decide = free.poll(waitMs, TimeUnit.MILLISECONDS);
    if (decide == null) throw new IllegalStateException("No context for the rules was free within " + waitMs + " ms");
    try {
      return decide.execute(command, seen, now).asString();
    } catch (PolyglotException e) {
      throw e.isGuestException() ? new Broken(e) : e;
    } finally {
      free.addFirst(decide);
    }
  }

  /** The rules broke down at a command: a bug, and no failure of the platform. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Broken(PolyglotException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static Value script(Engine engine, Source source) {
    Context context =
        Context.newBuilder("js")
            .engine(engine)
            .allowAllAccess(false)
            .allowHostAccess(HostAccess.NONE)
            .allowIO(IOAccess.NONE)
            .build();
    context.eval(source);
    Value decideText = context.getBindings("js").getMember("outgrow").getMember("decideText");
    MessageDigest digest = sha256();
    ProxyExecutable sha256 =
        texts -> HexFormat.of().formatHex(digest.digest(texts[0].asString().getBytes(StandardCharsets.UTF_8)));
    // Bound here, so that one value stands for the script and what it may use.
    return context.eval("js", "(decide, sha256) => (command, seen, now) => decide(command, seen, now, sha256)").execute(decideText, sha256);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
