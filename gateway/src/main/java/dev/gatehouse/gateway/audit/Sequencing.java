package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.Checkpoint;
import dev.gatehouse.audit.Sequencer;
import dev.gatehouse.gateway.database.Leadership;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.key.Installation;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Sequences what waits, a transaction for each tenant and batch. Of several gateways the one that holds the leadership
 * row works; a row that expires is taken over.
 */
@Singleton
final class Sequencing {
    private static final String TASK = "sequencer";
    private static final Duration TERM = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final Sequencer sequencer;
    private final Installation installation;
    private final AnchoredCheckpoints anchors;
    private final Leadership leadership;

    Sequencing(
            Transactions transactions,
            Sequencer sequencer,
            Installation installation,
            AnchoredCheckpoints anchors,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.sequencer = sequencer;
        this.installation = installation;
        this.anchors = anchors;
        this.leadership = new Leadership(TASK, TERM, ids.get());
    }

    /** From tenant to tenant by the index: one whose leaves wait for long costs no more than another. */
    private static final String WAITING = """
            WITH RECURSIVE waiting AS (
                (SELECT tenant FROM pending_leaf ORDER BY tenant LIMIT 1)
                UNION ALL
                SELECT (SELECT p.tenant FROM pending_leaf p WHERE p.tenant > w.tenant ORDER BY p.tenant LIMIT 1)
                FROM waiting w WHERE w.tenant IS NOT NULL)
            SELECT tenant FROM waiting WHERE tenant IS NOT NULL""";

    /** Tenants whose leaves wait for a place. */
    List<String> waiting() {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(WAITING);
                    ResultSet rows = query.executeQuery()) {
                List<String> tenants = new ArrayList<>();
                while (rows.next()) {
                    tenants.add(rows.getString(1));
                }
                return tenants;
            }
        });
    }

    /** Sequences one batch of the tenant, or nothing where another gateway leads. */
    Sequencer.Outcome sequence(String tenant) {
        String origin = installation.origin(tenant);
        Optional<Checkpoint> anchored = anchors.of(tenant);
        Sequencer.Outcome outcome = transactions.run(connection -> {
            try {
                return leadership.isHeld(connection)
                        ? sequencer.sequence(origin, new PostgresLeafStore(connection, tenant), anchored)
                        : new Sequencer.Outcome.Idle();
            } catch (LeafRowsFailed failed) {
                throw failed.failure();
            }
        });
        if (outcome instanceof Sequencer.Outcome.Grown grown) {
            anchors.keep(tenant, grown.checkpoint());
        }
        return outcome;
    }
}
