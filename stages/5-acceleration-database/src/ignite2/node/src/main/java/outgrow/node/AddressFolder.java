package outgrow.node;

import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ignite.spi.discovery.tcp.ipfinder.sharedfs.TcpDiscoverySharedFsIpFinder;

/** A node that was cut off takes the others for dead and would strike them out, and then find nobody: no address is taken out. */
final class AddressFolder extends TcpDiscoverySharedFsIpFinder {
  @Override
  public void unregisterAddresses(Collection<InetSocketAddress> addresses) {}
}
