package outgrow.shop;

import org.apache.ignite.Ignite;

/** Runs a command on the node where its first merchant lies. The argument is that merchant's id, a line break, and the command as JSON. */
public final class Execute extends AtMerchant {
  private static final long serialVersionUID = 1;

  @Override
  protected String merchantOf(String argument) {
    return argument.substring(0, argument.indexOf('\n'));
  }

  @Override
  protected String answer(Ignite ignite, String argument) {
    return Command.run(ignite, argument.substring(argument.indexOf('\n') + 1));
  }
}
