package dev.gatehouse.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a name into its addresses, as they are now. */
@FunctionalInterface
public interface HostLookup {
    /** What the machine's own resolver says. */
    HostLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * All addresses of the name, at least one.
     *
     * @throws UnknownHostException when it has none, or nobody could say
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
