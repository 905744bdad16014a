package outgrow.shop;

import org.apache.ignite.Ignite;

/**
 * Runs a command on the node where its first merchant lies. The argument has three lines: that merchant's id; the keys that `decide` asks
 * for first, as a JSON array, empty where they are not known; and the command as JSON.
 */
public final class Execute extends AtMerchant {
  private static final long serialVersionUID = 1;

  @Override
  protected String merchantOf(String argument) {
    return argument.substring(0, argument.indexOf('\n'));
  }

  @Override
  protected String answer(Ignite ignite, String argument) {
    int keys = argument.indexOf('\n') + 1;
    int command = argument.indexOf('\n', keys) + 1;
    return Command.run(ignite, argument.substring(keys, command - 1), argument.substring(command));
  }
}
