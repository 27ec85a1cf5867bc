package dev.gatehouse.gateway.scim.directory;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The few large answers that are made at once: one that shows as many members as it may takes hundreds of megabytes until it
 * is text. Who waits for one has waited for nothing else yet, so it waits shortly. Thread-safe.
 */
@Singleton
public final class LargeAnswers {
    /** What shows no more members than that is no large answer. */
    public static final int MOST_MEMBERS_OF_A_SMALL_ONE = 5_000;

    private static final int AT_ONCE = 3;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Semaphore all = new Semaphore(AT_ONCE, true);
    private final Seats<UUID> clients = new Seats<>(1);

    LargeAnswers() {}

    /** What is made for the client, one at a time; nothing when others were not done in time. */
    public <T> Optional<T> make(Client client, Supplier<T> work) {
        return clients.inside(client.id(), LONGEST, () -> Seats.inside(all, LONGEST, work))
                .flatMap(made -> made);
    }
}
