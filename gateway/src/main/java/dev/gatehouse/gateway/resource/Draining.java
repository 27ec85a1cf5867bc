package dev.gatehouse.gateway.resource;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.StatementTimeout;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GroundsCheck;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Deletes what drains once nothing needs it. What waits is in the rows, so any gateway goes on where another stopped; of
 * several that look at once one deletes.
 */
@Singleton
final class Draining {
    private static final Logger LOG = Logger.getLogger(Draining.class);
    private static final String WAITING = """
            SELECT tenant, kind, namespace, name FROM resource WHERE draining_at IS NOT NULL
            ORDER BY draining_at LIMIT 1000""";

    private final Transactions transactions;
    private final Kinds kinds;
    private final ResourceRows rows;
    private final ResourceRemoval removal;

    Draining(Transactions transactions, Kinds kinds, ResourceRows rows, ResourceRemoval removal) {
        this.transactions = transactions;
        this.kinds = kinds;
        this.rows = rows;
        this.removal = removal;
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            transactions.run(Draining::waiting).forEach(this::tryToEnd);
        } catch (DatabaseUnavailable away) {
            LOG.warn("Nothing that drains is deleted while the database is away", away);
        }
    }

    private static List<ResourceKey> waiting(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(WAITING);
                ResultSet found = select.executeQuery()) {
            List<ResourceKey> keys = new ArrayList<>();
            while (found.next()) {
                keys.add(new ResourceKey(
                        found.getString(1), found.getString(2), found.getString(3), found.getString(4)));
            }
            return keys;
        }
    }

    /** One that cannot be deleted holds up nobody else's deletion. */
    private void tryToEnd(ResourceKey key) {
        try {
            end(key);
        } catch (StatementTimeout slow) {
            LOG.errorf(slow, "What drains is not deleted, because that takes too long: %s", key);
        } catch (DatabaseUnavailable away) {
            throw away;
        } catch (RuntimeException fault) {
            LOG.errorf(fault, "What drains cannot be deleted: %s", key);
        }
    }

    private void end(ResourceKey key) {
        Kind kind = kinds.word(key.kind()).orElseThrow();
        boolean deleted = transactions.run(connection -> {
            GroundsCheck.takeTurn(connection, key.tenant());
            Optional<ResourceEntity> row = rows.hold(connection, key);
            Optional<ResourceEntity.Draining> asked = row.flatMap(ResourceEntity::draining);
            boolean over = asked.isPresent()
                    && kind.usage().of(connection, row.orElseThrow()).nothing();
            if (over) {
                removal.remove(
                        connection,
                        kind,
                        row.orElseThrow(),
                        Actor.of(asked.orElseThrow().by()),
                        Optional.empty());
            }
            return over;
        });
        if (deleted) {
            removal.committed(key);
        }
    }
}
