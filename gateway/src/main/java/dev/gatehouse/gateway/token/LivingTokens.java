package dev.gatehouse.gateway.token;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
        try (var query = connection.prepareStatement(OF_SUBJECT)) {
            query.setString(1, tenant);
            query.setObject(2, new UUID(0, 0));
            query.setObject(3, subject);
            query.setInt(4, MOST);
            try (var row = query.executeQuery()) {
                var found = new ArrayList<Map<String, Object>>();
                while (row.next()) {
                    found.add(TokenList.item(row));
                }
                return found;
            }
        }
    }
}
