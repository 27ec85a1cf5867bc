package dev.gatehouse.gateway.notice;

import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.text;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The calls that are to be made, and what became of each. Any number of gateways may take some. */
@Singleton
final class NoticeRows {
    /** After these it is given up; the last comes about an hour and a half after the first. */
    static final int MOST_TRIES = 10;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(10);

    /** The recursion hops from one tenant of the index to the next one. */
    private static final String DUE = """
            WITH RECURSIVE waiting AS (
                SELECT min(tenant) AS tenant FROM approval_notice WHERE state = 'waiting'
                UNION ALL
                SELECT (SELECT min(n.tenant) FROM approval_notice n WHERE n.state = 'waiting' AND n.tenant > w.tenant)
                  FROM waiting w WHERE w.tenant IS NOT NULL)
            SELECT w.tenant FROM waiting w
             WHERE EXISTS (SELECT 1 FROM approval_notice n
                            WHERE n.tenant = w.tenant AND n.state = 'waiting' AND n.next_at <= now())""";

    /**
     * Counts the try and sets the time of the next one before this one is made: so a gateway that dies while it calls has
     * others try again, and not for ever. What was decided meanwhile, nobody has to be told.
     */
    private static final String TAKE = """
            WITH due AS (
                SELECT n.tenant, n.id FROM unnest(?::text[], ?::integer[]) AS share (tenant, most)
                 CROSS JOIN LATERAL (
                    SELECT n.tenant, n.id FROM approval_notice n
                     WHERE n.tenant = share.tenant AND n.state = 'waiting' AND n.next_at <= now()
                     ORDER BY n.next_at LIMIT share.most FOR UPDATE SKIP LOCKED) n),
            taken AS (
                UPDATE approval_notice n
                   SET tries = n.tries + 1, next_at = now() + ? * 2 ^ n.tries * interval '1 millisecond',
                       state = CASE WHEN a.outcome IS NOT NULL THEN 'needless'
                                    WHEN n.tries >= ? THEN 'failed' ELSE 'waiting' END
                  FROM due, approval a
                 WHERE n.tenant = due.tenant AND n.id = due.id AND a.tenant = n.tenant AND a.id = n.approval_id
                RETURNING n.tenant, n.id, n.approval_id, a.execution_id, a.expires_at, n.url, n.tries, n.state)
            SELECT tenant, id, approval_id, execution_id, expires_at, url, tries, state = 'waiting' AS called
              FROM taken""";

    private static final String SENT = """
            UPDATE approval_notice SET state = 'sent', error = NULL WHERE tenant = ? AND id = ? AND state = 'waiting'""";

    private static final String FAILED = """
            UPDATE approval_notice SET error = ?, state = CASE WHEN tries >= ? THEN 'failed' ELSE state END
             WHERE tenant = ? AND id = ? AND state = 'waiting'""";

    private final Transactions transactions;

    NoticeRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * What was taken.
     *
     * @param calls to be made
     * @param others whether some were taken of which there is nothing to tell any more
     */
    record Taken(List<Notice> calls, boolean others) {
        Taken {
            calls = List.copyOf(calls);
        }
    }

    /** The tenants of which some are due. */
    List<String> tenants() {
        return transactions.read(connection -> {
            try (var due = connection.prepareStatement(DUE);
                    var row = due.executeQuery()) {
                var tenants = new ArrayList<String>();
                while (row.next()) {
                    tenants.add(row.getString("tenant"));
                }
                return tenants;
            }
        });
    }

    /**
     * Some that are due, which nobody else takes before their next time.
     *
     * @param most of each tenant
     */
    Taken take(Map<String, Integer> most) {
        return transactions.run(connection -> take(connection, List.copyOf(most.entrySet())));
    }

    private static Taken take(Connection connection, List<Map.Entry<String, Integer>> most) throws SQLException {
        try (var take = connection.prepareStatement(TAKE)) {
            Column.bind(take, List.of(text(Map.Entry::getKey), integer(Map.Entry::getValue)), most);
            take.setLong(3, FIRST_DELAY.toMillis());
            take.setInt(4, MOST_TRIES);
            try (var row = take.executeQuery()) {
                var calls = new ArrayList<Notice>();
                boolean others = false;
                while (row.next()) {
                    if (row.getBoolean("called")) {
                        calls.add(read(row));
                    } else {
                        others = true;
                    }
                }
                return new Taken(calls, others);
            }
        }
    }

    void sent(Notice notice) {
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(SENT)) {
                update.setString(1, notice.tenant());
                update.setObject(2, notice.id());
                return update.executeUpdate();
            }
        });
    }

    /** @param error one snake_case word */
    void failed(Notice notice, String error) {
        transactions.run(connection -> {
            try (var update = connection.prepareStatement(FAILED)) {
                update.setString(1, error);
                update.setInt(2, MOST_TRIES);
                update.setString(3, notice.tenant());
                update.setObject(4, notice.id());
                return update.executeUpdate();
            }
        });
    }

    private static Notice read(ResultSet row) throws SQLException {
        return new Notice(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                row.getObject("approval_id", UUID.class),
                row.getObject("execution_id", UUID.class),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getString("url"),
                row.getInt("tries"));
    }
}
