package outgrow.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** This node's few connections to the database, each used by one thread at a time. */
final class Connections {
  interface Use<T> {
    T with(Connection connection) throws SQLException;
  }

  private static final int MOST = 4;
  private static final int WAIT_MS = 2_000;
  private static final String[][] TRIGGERS = {{"ledger_entries", "ledger_posts"}, {"audit_records", "audit_extends"}};

  private final StoreSettings settings;
  private final Semaphore free = new Semaphore(MOST, true);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  Connections(StoreSettings settings) {
    this.settings = settings;
  }

  /** Throws where none is free in time. A connection on which anything failed is used no more. */
  <T> T use(Use<T> use) throws SQLException {
    acquire();
    Connection connection = idle.pollFirst();
    try {
      if (connection == null) connection = connected();
      T result = use.with(connection);
      idle.addFirst(connection);
      connection = null;
      return result;
    } finally {
      if (connection != null) close(connection);
      free.release();
    }
  }

  private void acquire() throws SQLException {
    try {
      if (!free.tryAcquire(WAIT_MS, TimeUnit.MILLISECONDS))
        throw new SQLException("none of " + MOST + " connections to the database was free within " + WAIT_MS + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a connection to the database", e);
    }
  }

  private Connection connected() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    properties.setProperty("ApplicationName", "outgrow platform");
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "5");
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = DriverManager.getConnection(settings.url(), properties);
    if (settings.behind()) triggersOff(connection);
    return connection;
  }

  /**
   * Off go the triggers that move balances and heads by what is added: written behind, each row comes as a whole and by itself.
   * Who loads records has them on again afterwards.
   */
  void triggersOff() throws SQLException {
    if (settings.behind())
      use(
          connection -> {
            triggersOff(connection);
            return null;
          });
  }

  private static void triggersOff(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String[] trigger : TRIGGERS) {
        try (ResultSet on = statement.executeQuery("SELECT FROM pg_trigger WHERE tgname = '" + trigger[1] + "' AND tgenabled <> 'D'")) {
          if (!on.next()) continue;
        }
        statement.execute("ALTER TABLE " + trigger[0] + " DISABLE TRIGGER " + trigger[1]);
      }
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is given up anyway.
    }
  }
}
