package dev.gatehouse.gateway.explanation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyReadPermit;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Explains recorded decisions: to whoever a decision is about in the form for users, and to those who may read policy
 * where it was asked in the form for administrators. Thread-safe.
 */
@Singleton
final class Decisions {
    private static final String SELECT = """
            SELECT id, at, act, outcome, complete, subject_id, tenant_revision, body, explanation
              FROM question WHERE tenant = ? AND id = ?""";

    private final PolicyReading reading;
    private final Transactions transactions;
    private final AdministratorForm administrators;
    private final ObjectMapper json;

    Decisions(PolicyReading reading, Transactions transactions, AdministratorForm administrators, ObjectMapper json) {
        this.reading = reading;
        this.transactions = transactions;
        this.administrators = administrators;
        this.json = json;
    }

    /** The two forms of an explanation. */
    enum Form {
        ADMIN,
        USER
    }

    /**
     * The decision, explained.
     *
     * @param wanted absent for as much as the caller may see
     * @throws ProblemException 403 where the caller may not read policy and it is about somebody else, or nobody
     */
    Map<String, Object> explained(Subject caller, UUID id, Optional<Form> wanted) {
        Optional<RecordedDecision> found = find(caller.tenant(), id);
        Namespace where = found.map(RecordedDecision::namespace).orElse(Namespace.ROOT);
        boolean own = found.map(RecordedDecision::subject).equals(Optional.of(caller.id()));
        Form form = wanted.orElseGet(() -> own && !reading.seesRules(caller, where) ? Form.USER : Form.ADMIN);
        if (own && form == Form.USER) {
            return found.orElseThrow().forUser();
        }
        PolicyReadPermit permit = reading.ofRules(caller, where);
        RecordedDecision decision = found.orElseThrow(Decisions::unknown);
        reading.record(permit, Asking.DECISION);
        return switch (form) {
            case USER -> decision.forUser();
            case ADMIN ->
                administrators.of(
                        permit,
                        decision,
                        reading.has(caller, Permission.SUBJECT_READ, Namespace.ROOT),
                        reading.has(caller, Permission.AUDIT_READ, Namespace.ROOT));
        };
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.of(
                404,
                "decision_not_found",
                "No decision of this id is kept. Allowed reads are not, nor is anything for ever; what was allowed at the"
                        + " start of an execution is in its events."));
    }

    private Optional<RecordedDecision> find(String tenant, UUID id) {
        return transactions.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(SELECT)) {
                query.setString(1, tenant);
                query.setObject(2, id);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(decision(row)) : Optional.empty();
                }
            }
        });
    }

    private RecordedDecision decision(ResultSet row) throws SQLException {
        return new RecordedDecision(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("act"),
                row.getString("outcome"),
                row.getBoolean("complete"),
                row.getObject("subject_id", UUID.class),
                row.getLong("tenant_revision"),
                parsed(row.getString("body")),
                parsed(row.getString("explanation")));
    }

    private JsonNode parsed(@Nullable String text) {
        try {
            return text == null ? MissingNode.getInstance() : json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored question is not JSON", e);
        }
    }
}
