package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.issuer.KeyRing.Times;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The keys that sign access tokens, the same on every gateway: read again every minute, and at once when a token names one
 * that is not known. Whoever finds that the youngest has lived its life makes the next. Thread-safe.
 */
@Singleton
final class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final int AFTER_KEYS = 150;

    /** Longer than gateways and readers of the published keys take to hear of a new one. */
    private static final Duration AHEAD = Duration.ofMinutes(15);

    /** Longer than any token lives. */
    private static final Duration OVERLAP = Duration.ofHours(2);

    private static final Duration FLOOR = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final SigningKeyRows rows;
    private final InstantSource clock;
    private final Times times;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile KeyRing ring = KeyRing.of(List.of(), new Times(AHEAD, AHEAD, OVERLAP));
    private volatile Instant readAt = Instant.EPOCH;

    SigningKeys(Transactions transactions, SigningKeyRows rows, InstantSource clock, IssuerConfig config) {
        this.transactions = transactions;
        this.rows = rows;
        this.clock = clock;
        this.times = new Times(AHEAD, config.keyLife(), OVERLAP);
    }

    void open(@Observes @Priority(AFTER_KEYS) StartupEvent start) {
        refresh();
    }

    /** The key that signs now. */
    SigningKey signer() {
        return ring.signer().orElseThrow(() -> new IllegalStateException("the start reads or makes a key"));
    }

    List<SigningKey> published() {
        return ring.published();
    }

    /** The published key of that id. */
    Optional<SigningKey> find(String keyId) {
        Optional<SigningKey> known = known(keyId);
        if (known.isEmpty() && !clock.instant().isBefore(readAt.plus(FLOOR))) {
            refreshOnce();
            return known(keyId);
        }
        return known;
    }

    private Optional<SigningKey> known(String keyId) {
        return ring.published().stream()
                .filter(key -> key.keyId().equals(keyId))
                .findFirst();
    }

    /** However many invented keys come, one reads. */
    private void refreshOnce() {
        if (reading.tryLock()) {
            try {
                refresh();
            } finally {
                reading.unlock();
            }
        }
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = ConcurrentExecution.SKIP)
    void poll() {
        try {
            refresh();
        } catch (DatabaseUnavailable away) {
            LOG.warn("The keys of access tokens were not read again, for the database did not answer", away);
        }
    }

    void refresh() {
        Instant asked = clock.instant();
        KeyRing read = transactions.run(connection -> KeyRing.of(rows.all(connection), times));
        if (read.wantsNext() || !read.over().isEmpty()) {
            read = transactions.run(this::turned);
        }
        ring = read;
        readAt = asked;
    }

    /** Under the lock it is looked at again: another gateway may have been first. */
    private KeyRing turned(Connection connection) throws SQLException {
        rows.lock(connection);
        KeyRing current = KeyRing.of(rows.all(connection), times);
        rows.retire(connection, current.over());
        if (current.wantsNext()) {
            rows.make(connection);
        }
        return KeyRing.of(rows.all(connection), times);
    }
}
