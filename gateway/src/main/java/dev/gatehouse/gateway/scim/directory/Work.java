package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * What this door does in the database. One transaction may take long, for a group of 50,000 members is written in one. So
 * only some run at once, of one client fewer, and of one group only one: those who wait hold no connection that others need,
 * and who wants much waits for itself. Thread-safe.
 */
@Singleton
final class Work {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int AT_ONCE = 8;

    /** Fewer than all, and than half of them: two clients together leave some to a third. */
    private static final int AT_ONCE_OF_A_CLIENT = 3;

    private final Transactions transactions;
    private final Semaphore all = new Semaphore(AT_ONCE, true);
    private final Seats<UUID> clients = new Seats<>(AT_ONCE_OF_A_CLIENT);
    private final Seats<UUID> groups = new Seats<>(1);

    Work(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The result of a client's transaction.
     *
     * @throws ScimFailure 503 when others did not end in time
     */
    <T> T run(Client client, Transactions.Work<T> work) {
        return clients.inside(client.id(), () -> Seats.inside(all, () -> transactions.run(LONGEST, work)));
    }

    /** The result of a client's transaction that changes a group: who waits for the group has no seat yet. */
    <T> T run(Client client, UUID group, Transactions.Work<T> work) {
        return groups.inside(group, () -> run(client, work));
    }
}
