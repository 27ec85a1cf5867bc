package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The latest ends of a subject's access; the list of ends has all of them, and their steps. */
final class RecentEnds {
    private static final int MOST = 10;

    private static final String SELECT = """
            SELECT id, reason, extent, token_id, session_id, started_at, done_at FROM access_end
             WHERE tenant = ? AND subject_id = ? ORDER BY id DESC LIMIT ?""";

    private RecentEnds() {}

    static List<Map<String, Object>> of(Connection connection, String tenant, UUID subject) throws SQLException {
        return Rows.find(connection, SELECT, List.of(tenant, subject, MOST), row -> {
            var item = new LinkedHashMap<String, Object>();
            item.put("id", row.getString("id"));
            item.put("reason", row.getString("reason"));
            item.put("extent", row.getString("extent"));
            Rows.text(item, "token", row, "token_id");
            Rows.text(item, "session", row, "session_id");
            item.put("state", row.getObject("done_at") == null ? "running" : "done");
            Rows.instant(item, "startedAt", row, "started_at");
            Rows.instant(item, "doneAt", row, "done_at");
            return item;
        });
    }
}
