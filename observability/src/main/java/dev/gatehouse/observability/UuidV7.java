package dev.gatehouse.observability;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A source of time-ordered ids (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.
 *
 * <p>Thread-safe.
 */
public final class UuidV7 implements Supplier<UUID> {
    private static final int IDS_AT_ONCE = 64;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReentrantLock turn = new ReentrantLock();

    /** Bits for the next ids: a strong generator pays for each request, and an id is part of every decision. */
    private final ByteBuffer drawn = ByteBuffer.allocate(IDS_AT_ONCE * 2 * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);

    public UuidV7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public UUID get() {
        turn.lock();
        try {
            if (!drawn.hasRemaining()) {
                random.nextBytes(drawn.array());
                drawn.clear();
            }
            long high = (clock.millis() << 16) | 0x7000L | (drawn.getLong() & 0xfffL);
            long low = (drawn.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return new UUID(high, low);
        } finally {
            turn.unlock();
        }
    }
}
