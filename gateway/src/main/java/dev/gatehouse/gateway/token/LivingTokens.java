package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.database.Rows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The tokens of a subject that open a door now, in the order of their making and without the tokens. */
@Singleton
public final class LivingTokens {
    /** More than a subject can have. */
    private static final int MOST = 1_000;

    private static final String OF_SUBJECT = TokenList.SELECT + """
            AND t.subject_id = ? AND t.revoked_at IS NULL AND t.expires_at > now() ORDER BY t.id LIMIT ?""";

    /** As the list of tokens shows each. */
    public List<Map<String, Object>> of(Connection connection, String tenant, UUID subject) throws SQLException {
        return Rows.find(connection, OF_SUBJECT, List.of(tenant, new UUID(0, 0), subject, MOST), TokenList::item);
    }
}
