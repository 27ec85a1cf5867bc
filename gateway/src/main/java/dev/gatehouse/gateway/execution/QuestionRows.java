package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Reads recorded questions. */
@Singleton
final class QuestionRows {
    private final ObjectMapper json;

    QuestionRows(ObjectMapper json) {
        this.json = json;
    }

    /** The one that the decision answered, which an execution that lives keeps. */
    JsonNode of(Connection connection, String tenant, UUID decision) throws SQLException {
        String body = Sql.of(connection, "SELECT body FROM question WHERE tenant = ? AND id = ?", tenant, decision)
                .first(row -> row.getString("body"))
                .orElseThrow();
        try {
            return json.readTree(body);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a recorded question that is not JSON", damaged);
        }
    }
}
