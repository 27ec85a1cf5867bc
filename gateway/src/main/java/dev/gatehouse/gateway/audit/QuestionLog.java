package dev.gatehouse.gateway.audit;

import static dev.gatehouse.gateway.database.Column.bigint;
import static dev.gatehouse.gateway.database.Column.bool;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.Column;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Keeps what policy was asked, for allowed and denied acts alike, in the transaction of the act. */
@Singleton
public final class QuestionLog {
    private static final String INSERT = """
            INSERT INTO question (tenant, id, act, outcome, complete, subject_id, tenant_revision, body, explanation)
            SELECT tenant, id, act, outcome, complete, subject_id, tenant_revision, body::jsonb, explanation::jsonb
            FROM unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::boolean[], ?::uuid[], ?::bigint[], ?::text[],
                        ?::text[])
                AS asked (tenant, id, act, outcome, complete, subject_id, tenant_revision, body, explanation)""";

    private final List<Column<TenantQuestion>> columns;

    QuestionLog(ObjectMapper json) {
        this.columns = List.of(
                text(TenantQuestion::tenant),
                uuid(each -> each.question().decision()),
                text(each -> each.question().act()),
                text(each -> each.question().outcome().code()),
                bool(each -> each.question().complete()),
                uuid(each -> each.question().subject()),
                bigint(each -> each.question().tenantRevision()),
                text(each -> written(json, each.question().body())),
                text(each -> written(json, each.question().explanation())));
    }

    /** A question and whose it is. */
    public record TenantQuestion(String tenant, RecordedQuestion question) {}

    /** Writes the questions of one tenant. */
    public void record(Connection connection, String tenant, List<RecordedQuestion> questions) throws SQLException {
        record(
                connection,
                questions.stream()
                        .map(question -> new TenantQuestion(tenant, question))
                        .toList());
    }

    /** Writes questions of any tenants, in one statement. */
    public void record(Connection connection, List<TenantQuestion> questions) throws SQLException {
        if (questions.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Column.bind(insert, columns, questions);
            insert.executeUpdate();
        }
    }

    private static String written(ObjectMapper json, Map<String, Object> members) {
        try {
            return json.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a question that is not JSON", e);
        }
    }
}
