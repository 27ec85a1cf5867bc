package dev.gatehouse.observability;

import java.net.InetAddress;
import java.util.Arrays;

/** The addresses that begin with the same bits (RFC 4632, section 3.1; RFC 4291, section 2.3). */
public record AddressBlock(InetAddress first, int prefix) {
    public AddressBlock {
        if (prefix < 0 || prefix > first.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException("a prefix has no more bits than its address");
        }
        if (!Arrays.equals(masked(first.getAddress(), prefix), first.getAddress())) {
            throw new IllegalArgumentException("bits beyond the prefix are set");
        }
    }

    /**
     * Reads {@code ADDRESS/BITS}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("a network is written ADDRESS/BITS");
        }
        return new AddressBlock(
                InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == first.getAddress().length && Arrays.equals(masked(bytes, prefix), first.getAddress());
    }

    /** Whether it holds one address only. */
    public boolean isOne() {
        return prefix == first.getAddress().length * Byte.SIZE;
    }

    private static byte[] masked(byte[] bytes, int prefix) {
        byte[] masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(prefix - (long) i * Byte.SIZE, 0, Byte.SIZE);
            masked[i] &= (byte) (0xFF << (Byte.SIZE - kept));
        }
        return masked;
    }
}
