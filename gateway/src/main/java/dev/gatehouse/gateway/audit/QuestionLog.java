package dev.gatehouse.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Keeps what policy was asked, for allowed and denied acts alike, in the transaction of the act. */
@Singleton
public final class QuestionLog {
    private final ObjectMapper json;

    QuestionLog(ObjectMapper json) {
        this.json = json;
    }

    /** Writes the questions in one batch. */
    public void record(Connection connection, String tenant, List<RecordedQuestion> questions) throws SQLException {
        if (questions.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO question
                    (tenant, id, act, outcome, complete, subject_id, tenant_revision, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb)""")) {
            for (RecordedQuestion question : questions) {
                insert.setString(1, tenant);
                insert.setObject(2, question.decision());
                insert.setString(3, question.act());
                insert.setString(4, question.outcome().code());
                insert.setBoolean(5, question.complete());
                insert.setObject(6, question.subject());
                insert.setLong(7, question.tenantRevision());
                insert.setString(8, text(question));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private String text(RecordedQuestion question) {
        try {
            return json.writeValueAsString(question.body());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a question that is not JSON", e);
        }
    }
}
