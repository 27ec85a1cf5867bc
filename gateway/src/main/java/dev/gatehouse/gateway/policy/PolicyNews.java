package dev.gatehouse.gateway.policy;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.UnpooledConnections;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears that a tenant's policy changed, on whichever gateway, and loads it at once. It only hastens what
 * {@link SnapshotLoader} does every second, which goes on alone while nothing can be heard.
 */
@Singleton
final class PolicyNews {
    private static final Logger LOG = Logger.getLogger(PolicyNews.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);

    private final UnpooledConnections connections;
    private final SnapshotLoader snapshots;
    private final Thread thread;
    private volatile boolean running = true;

    PolicyNews(UnpooledConnections connections, SnapshotLoader snapshots) {
        this.connections = connections;
        this.snapshots = snapshots;
        this.thread = Thread.ofVirtual().name("policy-news").unstarted(this::run);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        running = false;
        LockSupport.unpark(thread);
        thread.join(LAST_LOOK);
    }

    private void run() {
        while (running) {
            try (var connection = connections.open()) {
                hear(connection);
            } catch (SQLException away) {
                LOG.debug("Changes of policy are not heard, and found by looking", away);
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        try (var listen = connection.createStatement()) {
            listen.execute("LISTEN gatehouse_policy");
        }
        var news = connection.unwrap(PGConnection.class);
        while (running) {
            Stream.of(news.getNotifications((int) LOOK.toMillis()))
                    .map(PGNotification::getParameter)
                    .distinct()
                    .forEach(this::load);
        }
    }

    private void load(String tenant) {
        try {
            snapshots.catchUp(tenant);
        } catch (DatabaseUnavailable away) {
            LOG.debug("A change of policy was heard and could not be read", away);
        }
    }
}
