package outgrow.shop;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.transactions.Transaction;
import org.apache.ignite.transactions.TransactionConcurrency;
import org.apache.ignite.transactions.TransactionIsolation;
import org.apache.ignite.transactions.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command, one transaction: gather, decide, apply, as every stage does it, here where the records lie. */
public final class Command {
  private static final Logger LOG = LoggerFactory.getLogger(Command.class);
  private static final int MAX_ROUNDS = 4;
  private static final DateTimeFormatter ISO_MS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Tables tables;
  private final Rules rules;
  private final String firstKeys;
  private final String json;
  private final long waitMs;
  private final String now = ISO_MS.format(Instant.now());

  private Command(Ignite ignite, String firstKeys, String json) {
    tables = Tables.of(ignite);
    rules = Rules.warmed();
    waitMs = ignite.configuration().getTransactionConfiguration().getDefaultTxTimeout();
    this.firstKeys = firstKeys;
    this.json = json;
  }

  /**
   * Runs the command on this node; never throws.
   *
   * @param firstKeys what to gather before `decide` is asked for the first time, as a JSON array; `decide` asks for what is missing
   * @return {"reply":…}, or {"rejected":…,"detail":…} as `decide` gives it, or {"failed":"not_applied" or "unknown","message":…}; "broken" where the rules
   *     themselves failed, which nothing is written of either, and which they will again
   */
  public static String run(Ignite ignite, String firstKeys, String commandJson) {
    try {
      return new Command(ignite, firstKeys, commandJson).run();
    } catch (NotKnown e) {
      return failed("unknown", e.getCause());
    } catch (Rules.Broken e) {
      return failed("broken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("not_applied", e);
    } catch (Exception | Error e) {
      return failed("not_applied", e);
    }
  }

  /** What `decide` asks for before it has seen anything, as whoever sends a command finds out beforehand. */
  public static String firstKeys(Ignite ignite, String commandJson) throws Exception {
    Command command = new Command(ignite, "[]", commandJson);
    String asked = command.rules.decide(commandJson, "{}", command.now, command.waitMs);
    return asked.substring("{\"gather\":".length(), asked.length() - 1);
  }

  /** Opens the transaction a command runs in, bounded by the node's default timeout. */
  public static Transaction begin(Ignite ignite) {
    return ignite.transactions().txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ);
  }

  private String run() throws Exception {
    List<Key> first = Decision.keys(firstKeys);
    Transaction transaction = begin(tables.ignite);
    try {
      Decision decision = decided(first);
      if (!decision.rows().isEmpty()) {
        new Step(tables).write(decision.rows());
        commit(transaction);
      } else {
        requireHeld(transaction);
      }
      return decision.answer();
    } finally {
      end(transaction);
    }
  }

  private Decision decided(List<Key> wanted) throws Exception {
    Step step = new Step(tables);
    Seen seen = new Seen(tables);
    for (int round = 1; round <= MAX_ROUNDS; round++) {
      seen.add(step, wanted, step.read(wanted));
      Decision decision = Decision.of(tables, rules.decide(json, seen.text(), now, waitMs));
      if (decision.gather() == null) return decision;
      wanted = decision.gather();
    }
    throw new IllegalStateException("The command was not decided in " + MAX_ROUNDS + " rounds");
  }

  /**
   * What was read beside the lock is of one moment only if the lock was held until now: a transaction that has run out of its time
   * has given it up without a word.
   */
  static void requireHeld(Transaction transaction) {
    if (transaction.state() != TransactionState.ACTIVE)
      throw new IllegalStateException("The transaction did not last until the end: it is " + transaction.state());
  }

  private static void commit(Transaction transaction) throws NotKnown {
    try {
      transaction.commit();
    } catch (Exception | Error e) {
      throw new NotKnown(e);
    }
  }

  /** Gives up what was not committed. On a node that stops this may fail, and changes nothing about what was committed. */
  private static void end(Transaction transaction) {
    try {
      transaction.close();
    } catch (RuntimeException stopping) {
      LOG.debug("A transaction could not be closed.", stopping);
    }
  }

  private static String failed(String outcome, Throwable cause) {
    StringBuilder json = new StringBuilder("{\"failed\":\"").append(outcome).append("\",\"message\":");
    Json.quote(json, cause.getClass().getSimpleName() + ": " + cause.getMessage());
    return json.append('}').toString();
  }

  /** A commit was begun and not confirmed. */
  private static final class NotKnown extends Exception {
    NotKnown(Throwable cause) {
      super(cause);
    }
  }
}
