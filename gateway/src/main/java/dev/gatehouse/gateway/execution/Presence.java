package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.GatewayId;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;

/** This gateway's sign of life in the database: a row that it writes again and again. Thread-safe. */
@Singleton
final class Presence {
    private static final String SEEN = """
            INSERT INTO gateway_presence (gateway, seen_at) VALUES (?, now())
            ON CONFLICT (gateway) DO UPDATE SET seen_at = now()""";

    private static final String FORGET = "DELETE FROM gateway_presence WHERE seen_at < now() - interval '1 day'";

    private final Transactions transactions;
    private final GatewayId gateway;

    Presence(Transactions transactions, GatewayId gateway) {
        this.transactions = transactions;
        this.gateway = gateway;
    }

    /**
     * Writes, because a worker's renewal has to: a database that only answers, being full or a standby, is as good as
     * away.
     *
     * @throws DatabaseUnavailable where no worker can show that it lives
     */
    void show() {
        transactions.run(connection -> {
            Sql.of(connection, FORGET).update();
            return Sql.of(connection, SEEN, gateway.value()).update();
        });
    }
}
