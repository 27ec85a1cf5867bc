package dev.gatehouse.gateway.masterkey;

import dev.gatehouse.audit.MasterKeyEvent.MasterKeyRotated;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Leadership;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.key.MasterKeyRows;
import dev.gatehouse.gateway.key.MasterKeyRows.Agreed;
import dev.gatehouse.gateway.key.WrappedRow;
import dev.gatehouse.gateway.key.WrappedTable;
import dev.gatehouse.gateway.key.WrappedTables;
import dev.gatehouse.secrets.MasterKey;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Wraps anew what another key wrapped than the one that wraps now, page by page in short transactions. What is done stays
 * done: whoever goes on after a crash finds only what is left. A row that was written meanwhile is left as it is; nobody
 * waits for a page longer than its updates take. Of several gateways one does it at a time. Thread-safe.
 */
@Singleton
class Rewrapping {
    private static final String TASK = "rewrapping";
    private static final Duration TERM = Duration.ofSeconds(30);
    private static final int PAGE = 100;

    private final Transactions transactions;
    private final WrappedTables tables;
    private final MasterKeyRows rows;
    private final MasterKey master;
    private final AuditTrail trail;
    private final Leadership leadership;

    Rewrapping(
            Transactions transactions,
            WrappedTables tables,
            MasterKeyRows rows,
            MasterKey master,
            AuditTrail trail,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.tables = tables;
        this.rows = rows;
        this.master = master;
        this.trail = trail;
        this.leadership = new Leadership(TASK, TERM, ids.get());
    }

    /**
     * What a walk came to.
     *
     * @param rewrapped how many rows were wrapped anew
     * @param unreadable how many no key opens that this gateway knows
     */
    record Walked(long rewrapped, long unreadable) {
        static final Walked NOTHING = new Walked(0, 0);

        Walked and(Walked more) {
            return new Walked(rewrapped + more.rewrapped, unreadable + more.unreadable);
        }
    }

    /** One walk through all tables; of nothing where another gateway leads. */
    Walked walk() {
        Walked walked = Walked.NOTHING;
        Optional<Agreed> agreed = transactions.run(
                connection -> leadership.isHeld(connection) ? rows.agreed(connection) : Optional.empty());
        if (agreed.isEmpty()
                || !master.agree(agreed.get().current(), agreed.get().nameless())) {
            return walked;
        }
        for (WrappedTable table : tables.all()) {
            walked = walked.and(walk(table, agreed.get()));
        }
        return walked;
    }

    private Walked walk(WrappedTable table, Agreed agreed) {
        Walked walked = Walked.NOTHING;
        List<Object> after = List.of();
        while (true) {
            List<Object> from = after;
            List<WrappedRow> page =
                    transactions.read(connection -> tables.others(connection, table, agreed, from, PAGE));
            if (page.isEmpty()) {
                return walked;
            }
            walked = walked.and(page(table, page));
            after = page.getLast().key();
        }
    }

    private Walked page(WrappedTable table, List<WrappedRow> page) {
        Map<WrappedRow, byte[]> anew = new LinkedHashMap<>();
        page.forEach(row -> row.anew(master).ifPresent(bytes -> anew.put(row, bytes)));
        long rewrapped = transactions.run(connection -> {
            if (!leadership.isHeld(connection)) {
                return 0L;
            }
            long replaced = 0;
            for (var each : anew.entrySet()) {
                replaced += WrappedTables.replace(connection, table, each.getKey(), each.getValue()) ? 1 : 0;
            }
            return replaced;
        });
        return new Walked(rewrapped, page.size() - anew.size());
    }

    /**
     * Records that the key that wraps has wrapped everything, where that is so and news.
     *
     * @param settle how long ago it must have been promoted: by then every gateway wraps with it
     * @return the key
     */
    Optional<String> finish(Duration settle) {
        return transactions.run(connection -> {
            Agreed agreed = rows.agreed(connection).orElseThrow();
            String current = agreed.current();
            if (!rows.isUnfinished(connection, current)) {
                return Optional.empty();
            }
            if (isAnyLeft(connection, agreed) || !rows.finish(connection, current, settle)) {
                return Optional.empty();
            }
            trail.append(connection, Tenants.SYSTEM, List.of(new MasterKeyRotated(current)));
            return Optional.of(current);
        });
    }

    private boolean isAnyLeft(Connection connection, Agreed agreed) throws SQLException {
        for (WrappedTable table : tables.all()) {
            if (!tables.others(connection, table, agreed, List.of(), 1).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
