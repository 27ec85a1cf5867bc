package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The few large bodies that are read and done at once: what one is read into takes many times its memory, and keeps it for as
 * long as the directory is busy. Thread-safe.
 */
@Singleton
public final class LargeBodies {
    private static final int LARGE = 1 << 20;
    private static final int AT_ONCE = 4;
    private static final int AT_ONCE_OF_A_CLIENT = 2;

    private final Semaphore all = new Semaphore(AT_ONCE, true);
    private final Seats<UUID> clients = new Seats<>(AT_ONCE_OF_A_CLIENT);

    LargeBodies() {}

    /**
     * The result of work that reads this body; at once where the body is small.
     *
     * @throws ScimFailure 503 when others were not done in time
     */
    public <T> T with(Client client, byte @Nullable [] body, Supplier<T> work) {
        return body == null || body.length < LARGE
                ? work.get()
                : clients.inside(client.id(), () -> Seats.inside(all, work));
    }
}
