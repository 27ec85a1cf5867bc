package dev.gatehouse.worker;

import dev.gatehouse.observability.AddressBlock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What addresses are for, by the registries of special-purpose addresses (RFC 6890; IANA). Whatever they do not give to
 * the public Internet is not public.
 */
final class SpecialAddresses {
    private static final List<AddressBlock> NOT_PUBLIC_IPV4 = blocks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by carriers
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and with it most clouds' metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /** Only this is global unicast; loopback, private, link-local, multicast, mapped and NAT64 lie outside of it. */
    private static final AddressBlock PUBLIC_IPV6 = AddressBlock.of("2000::/3");

    private static final List<AddressBlock> NOT_PUBLIC_IPV6 = blocks(
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    /** Where clouds tell a machine its credentials; some are in no special range. */
    private static final List<AddressBlock> METADATA = blocks(
            "169.254.169.254/32",
            "169.254.170.2/32",
            "169.254.170.23/32",
            "100.100.100.200/32",
            "168.63.129.16/32",
            "192.0.0.192/32",
            "fd00:ec2::254/128",
            "fd00:ec2::23/128",
            "fd20:ce::254/128");

    private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");

    private SpecialAddresses() {}

    private static List<AddressBlock> blocks(String... texts) {
        return Stream.of(texts).map(AddressBlock::of).toList();
    }

    /** Whether anybody on the Internet may be reached by it. */
    static boolean isPublic(InetAddress address) {
        boolean special = address instanceof Inet4Address
                ? isIn(NOT_PUBLIC_IPV4, address)
                : !PUBLIC_IPV6.contains(address) || isIn(NOT_PUBLIC_IPV6, address);
        return !special && !isMetadata(address);
    }

    static boolean isMetadata(InetAddress address) {
        return isIn(METADATA, address);
    }

    /** The address of IPv4 that packets for this one go to (RFC 6052, section 2.1; RFC 3056, section 2). */
    static Optional<InetAddress> carried(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (NAT64.contains(address)) {
            return Optional.of(ipv4(bytes, 12));
        }
        return SIX_TO_FOUR.contains(address) ? Optional.of(ipv4(bytes, 2)) : Optional.empty();
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static boolean isIn(List<AddressBlock> blocks, InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
