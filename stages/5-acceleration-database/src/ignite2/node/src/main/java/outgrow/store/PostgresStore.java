package outgrow.store;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import javax.cache.Cache;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import org.apache.ignite.Ignite;
import org.apache.ignite.binary.BinaryObject;
import org.apache.ignite.cache.store.CacheStoreAdapter;
import org.apache.ignite.cache.store.CacheStoreSession;
import org.apache.ignite.lang.IgniteBiInClosure;
import org.apache.ignite.resources.CacheNameResource;
import org.apache.ignite.resources.CacheStoreSessionResource;
import org.apache.ignite.resources.IgniteInstanceResource;
import outgrow.shop.Tables;

/**
 * The tables of the database that this platform stands in front of, one store for each. What is not here is read there.
 * Written through, all that a transaction writes goes there by one statement as the transaction commits here, and where it is
 * refused there the transaction is rolled back here. Written behind, each table's rows follow by themselves.
 */
public final class PostgresStore extends CacheStoreAdapter<Object, Object> {
  private final Connections connections;
  private final boolean isBehind;
  private There there;
  private Reading reading;
  private Following following;

  @IgniteInstanceResource private transient Ignite ignite;
  @CacheNameResource private String name;
  @CacheStoreSessionResource private CacheStoreSession session;

  PostgresStore(Connections connections, boolean isBehind) {
    this.connections = connections;
    this.isBehind = isBehind;
  }

  @Override
  public Object load(Object key) {
    know();
    try {
      return connections.use(connection -> reading.of(connection, key));
    } catch (SQLException e) {
      throw new CacheLoaderException("the database does not give a record of " + name + ": " + e.getMessage(), e);
    }
  }

  /** Each node asks for all and keeps what it is to hold. */
  @Override
  public void loadCache(IgniteBiInClosure<Object, Object> keep, Object... arguments) {
    know();
    try {
      connections.use(
          connection -> {
            reading.all(connection, row -> keep.apply(row.key(), row.value()));
            return null;
          });
    } catch (SQLException e) {
      throw new CacheLoaderException("the database does not give the records of " + name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void write(Cache.Entry<?, ?> entry) {
    writeAll(List.of(entry));
  }

  @Override
  public void writeAll(Collection<Cache.Entry<?, ?>> entries) {
    know();
    try {
      if (isBehind) connections.use(connection -> following.write(connection, entries));
      else if (session.isWithinTransaction()) gather(entries, ofTransaction());
      else through(gather(entries, new Writes()));
    } catch (SQLException e) {
      throw new CacheWriterException("the database does not take records of " + name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void delete(Object key) {
    throw new CacheWriterException("nothing of this shop is ever deleted: a record of " + name + " was to be");
  }

  /** The first table's store that is told writes for all of them: by then each has told what it has. */
  @Override
  public void sessionEnd(boolean commit) {
    Writes writes = session.attachment();
    session.attach(null);
    if (!commit || writes == null) return;
    try {
      through(writes);
    } catch (SQLException e) {
      throw new CacheWriterException("the database does not take a transaction: " + e.getMessage(), e);
    }
  }

  private Writes ofTransaction() {
    Writes writes = session.attachment();
    if (writes == null) {
      writes = new Writes();
      session.attach(writes);
    }
    return writes;
  }

  private Writes gather(Collection<Cache.Entry<?, ?>> entries, Writes writes) {
    for (Cache.Entry<?, ?> entry : entries) writes.add(there, there.json(entry.getKey(), (BinaryObject) entry.getValue()));
    return writes;
  }

  private void through(Writes writes) throws SQLException {
    connections.use(
        connection -> {
          writes.to(connection);
          return null;
        });
  }

  /** A table's columns are known only once its cache is there. */
  private synchronized void know() {
    if (there != null) return;
    Tables tables = Tables.of(ignite);
    There known = new There(tables.named(name));
    reading = new Reading(known);
    following = isBehind ? new Following(tables, known) : null;
    there = known;
  }
}
