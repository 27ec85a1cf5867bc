package dev.gatehouse.cli;

import dev.gatehouse.cli.FaultJobs.Kind;
import dev.gatehouse.cli.History.Event;
import dev.gatehouse.cli.History.Recorded;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the database holds of a fault run's executions, read past everything that made it. */
final class FinalRecord {
    private static final String EXECUTIONS =
            "SELECT id, job_name, state, subject_id FROM execution WHERE tenant = 'demo'";

    /**
     * A start rests on a valid decision where the recorded question is whole, was allowed, and is about this subject and
     * this very job; where acceptance and start name a decision each, the same policy and its rules; and where the start
     * is of that job. Policy changes once in a run: what was accepted before may be started by what is true since.
     */
    private static final String EVENTS = """
            WITH told AS (
                SELECT tenant, execution_id, n, code, at, convert_from(leaf, 'UTF8')::jsonb AS leaf
                  FROM event WHERE tenant = 'demo' AND execution_id IS NOT NULL),
            latest AS (
                SELECT leaf ->> 'policy' AS policy FROM told WHERE code = 'execution.accepted' ORDER BY at DESC LIMIT 1)
            SELECT t.execution_id, t.n, t.code, t.at,
                   t.leaf ->> 'decision' IS NOT NULL
                   AND t.leaf ->> 'policy' IN (a.leaf ->> 'policy', latest.policy)
                   AND t.leaf ->> 'job' = x.job_digest
                   AND jsonb_array_length(t.leaf #> '{facts,rules}') > 0
                   AND t.leaf #>> '{facts,worker}' = t.leaf ->> 'actor'
                   AND a.leaf ->> 'decision' = q.id::text
                   AND q.outcome = 'allow' AND q.complete
                   AND q.subject_id = x.subject_id
                   AND q.body #>> '{job,digest}' = x.job_digest AS allowed
              FROM told t CROSS JOIN latest
              JOIN execution x ON x.tenant = t.tenant AND x.id = t.execution_id
              LEFT JOIN told a ON a.execution_id = t.execution_id AND a.n = 1 AND a.code = 'execution.accepted'
              LEFT JOIN question q ON q.tenant = x.tenant AND q.id = x.decision_id
             ORDER BY t.execution_id, t.n""";

    private FinalRecord() {}

    /** By execution. */
    static Map<String, Recorded> of(Connection connection) throws SQLException {
        Map<String, List<Event>> events = events(connection);
        Map<String, Recorded> record = new HashMap<>();
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(EXECUTIONS)) {
            while (row.next()) {
                String id = row.getString(1);
                Kind kind = Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
                record.put(
                        id,
                        new Recorded(
                                row.getString(4),
                                row.getString(3),
                                kind.attempts(),
                                events.getOrDefault(id, List.of())));
            }
        }
        return record;
    }

    private static Map<String, List<Event>> events(Connection connection) throws SQLException {
        Map<String, List<Event>> events = new HashMap<>();
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(EVENTS)) {
            while (row.next()) {
                events.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(new Event(
                                row.getInt(2),
                                row.getString(3),
                                row.getBoolean("allowed"),
                                row.getTimestamp("at").toInstant()));
            }
        }
        return events;
    }
}
