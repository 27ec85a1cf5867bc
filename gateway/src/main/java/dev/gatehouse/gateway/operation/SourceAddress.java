package dev.gatehouse.gateway.operation;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a request came from, as {@link SourceAddresses} says.
 *
 * @param literal the address, or empty where there is none
 */
public record SourceAddress(String literal) {
    private static final int IPV4_BYTES = 3;
    private static final int IPV6_BYTES = 6;

    /**
     * The network that it lies in, a /24 of IPv4 or a /48 of IPv6, so that no single person is counted; {@code unknown} where
     * it is no address. No name server is ever asked.
     */
    public String network() {
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
