package outgrow.node;

import java.net.BindException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import outgrow.shop.Rules;

/** One node of the shop's cluster. Its settings come from the environment: see Settings. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  public static void main(String[] args) {
    Settings settings;
    try {
      settings = Settings.of(System.getenv());
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    ShopNode node = new ShopNode(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop"));
    try {
      StatusServer.start(settings, node);
      // Before the node joins: whoever reaches it finds the rules warm.
      Rules.warm(settings.decideFile(), settings.rules());
      node.run();
      System.exit(0);
    } catch (Throwable error) {
      LOG.error("The node cannot go on.", error);
      // As every other server says it, whoever of Ignite's parts it was.
      if (isOfPort(error)) System.err.println("Address already in use: another process has one of the node's ports.");
      System.exit(1);
    }
  }

  private static boolean isOfPort(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause())
      if (cause instanceof BindException || String.valueOf(cause.getMessage()).startsWith("Failed to bind")) return true;
    return false;
  }
}
