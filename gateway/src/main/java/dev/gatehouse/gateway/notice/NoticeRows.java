package dev.gatehouse.gateway.notice;

import dev.gatehouse.gateway.database.Transactions;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The calls that are to be made, and what became of each. Any number of gateways may take some. */
@Singleton
final class NoticeRows {
    /** After these it is given up; the last comes about an hour and a half after the first. */
    static final int MOST_TRIES = 10;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(10);

    /**
     * Counts the try and sets the time of the next one before this one is made: so a gateway that dies while it calls has
     * others try again, and not for ever. What was decided meanwhile, nobody has to be told.
     */
    private static final String TAKE = """
            WITH due AS (
                SELECT n.tenant, n.id FROM approval_notice n
                 WHERE n.state = 'waiting' AND n.next_at <= now() ORDER BY n.next_at LIMIT ? FOR UPDATE SKIP LOCKED),
            taken AS (
                UPDATE approval_notice n
                   SET tries = n.tries + 1, next_at = now() + ? * 2 ^ n.tries * interval '1 millisecond',
                       state = CASE WHEN a.outcome IS NOT NULL THEN 'needless'
                                    WHEN n.tries >= ? THEN 'failed' ELSE 'waiting' END
                  FROM due, approval a
                 WHERE n.tenant = due.tenant AND n.id = due.id AND a.tenant = n.tenant AND a.id = n.approval_id
                RETURNING n.tenant, n.id, n.approval_id, a.execution_id, a.expires_at, n.url, n.tries, n.state)
            SELECT tenant, id, approval_id, execution_id, expires_at, url, tries FROM taken WHERE state = 'waiting'""";

    private static final String SENT = """
            UPDATE approval_notice SET state = 'sent', error = NULL WHERE tenant = ? AND id = ? AND state = 'waiting'""";

    private static final String FAILED = """
            UPDATE approval_notice SET error = ?, state = CASE WHEN tries >= ? THEN 'failed' ELSE state END
             WHERE tenant = ? AND id = ? AND state = 'waiting'""";

    private final Transactions transactions;

    NoticeRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Some that are due, which nobody else takes before their next time. */
    List<Notice> take(int most) {
        return transactions.run(connection -> take(connection, most));
    }

    private static List<Notice> take(Connection connection, int most) throws SQLException {
        try (var take = connection.prepareStatement(TAKE)) {
            take.setInt(1, most);
            take.setLong(2, FIRST_DELAY.toMillis());
            take.setInt(3, MOST_TRIES);
            try (var row = take.executeQuery()) {
                var taken = new ArrayList<Notice>();
                while (row.next()) {
                    taken.add(read(row));
                }
                return taken;
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
