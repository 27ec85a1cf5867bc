package dev.gatehouse.gateway.identity;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The network that an address lies in: a /24 of IPv4 and a /48 of IPv6, so that no single person is counted. */
public final class AddressPrefix {
    private static final int IPV4_BYTES = 3;
    private static final int IPV6_BYTES = 6;

    private AddressPrefix() {}

    /** The prefix of a literal address; {@code unknown} for anything else. Never asks a name server. */
    public static String of(String literal) {
        try {
            InetAddress address = InetAddress.ofLiteral(literal);
            int kept = address instanceof Inet4Address ? IPV4_BYTES : IPV6_BYTES;
            byte[] bytes = address.getAddress();
            Arrays.fill(bytes, kept, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * Byte.SIZE;
        } catch (IllegalArgumentException | UnknownHostException _) {
            return "unknown";
        }
    }
}
