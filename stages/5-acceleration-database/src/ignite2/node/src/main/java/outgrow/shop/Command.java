package outgrow.shop;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
  private final String json;
  private final long waitMs;
  private final String now = ISO_MS.format(Instant.now());

  private Command(Ignite ignite, String json) {
    tables = Tables.of(ignite);
    rules = Rules.warmed();
    waitMs = ignite.configuration().getTransactionConfiguration().getDefaultTxTimeout();
    this.json = json;
  }

  /**
   * Runs the command on this node; never throws.
   *
   * @return {"reply":…}, or {"rejected":…,"detail":…} as `decide` gives it, or {"failed":"not_applied" or "unknown","message":…}
   */
  public static String run(Ignite ignite, String commandJson) {
    try {
      return new Command(ignite, commandJson).run();
    } catch (NotKnown e) {
      return failed("unknown", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("not_applied", e);
    } catch (Exception | Error e) {
      return failed("not_applied", e);
    }
  }

  /** Opens the transaction a command runs in, bounded by the node's default timeout. */
  public static Transaction begin(Ignite ignite) {
    return ignite.transactions().txStart(TransactionConcurrency.PESSIMISTIC, TransactionIsolation.REPEATABLE_READ);
  }

  private String run() throws Exception {
    String first = rules.decide(json, "{}", now, waitMs);
    Transaction transaction = begin(tables.ignite);
    try {
      Decision decision = decided(Decision.of(tables, first));
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

  private Decision decided(Decision decision) throws Exception {
    Step step = new Step(tables);
    Seen seen = new Seen(tables);
    for (int round = 1; decision.gather() != null; round++) {
      if (round > MAX_ROUNDS) throw new IllegalStateException("The command was not decided in " + MAX_ROUNDS + " rounds");
      seen.add(step, decision.gather(), step.read(decision.gather()));
      decision = Decision.of(tables, rules.decide(json, seen.text(), now, waitMs));
    }
    return decision;
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
