package dev.gatehouse.observability;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A source of time-ordered ids (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.
 *
 * <p>As thread-safe as the generator it is given; {@code SecureRandom} is.
 */
public final class UuidV7 implements Supplier<UUID> {
    private final InstantSource clock;
    private final RandomGenerator random;

    public UuidV7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public UUID get() {
        // One request for all bits: a strong generator pays for each.
        byte[] bits = new byte[2 * Long.BYTES];
        random.nextBytes(bits);
        ByteBuffer drawn = ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN);
        long high = (clock.millis() << 16) | 0x7000L | (drawn.getLong() & 0xfffL);
        long low = (drawn.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
