package dev.gatehouse.gateway.deprovision;

import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.GroundsCheck;
import dev.gatehouse.gateway.grant.LastOwner;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.SubjectEpoch;
import dev.gatehouse.policy.SubjectPermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** An administrator's end of somebody's access: what it would stop, and the act. */
@Singleton
final class EndAct {
    private static final String END = """
            UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE tenant = ? AND id = ?""";

    /** Both, in the order in which everybody locks subjects: two who end each other's access meet in no deadlock. */
    private static final String HOLD = """
            SELECT id, epoch, active FROM subject WHERE tenant = ? AND id IN (?, ?) ORDER BY id FOR NO KEY UPDATE""";

    private final Transactions transactions;
    private final AccessEnds ends;
    private final CascadeSteps steps;
    private final QuestionLog questions;
    private final SubjectFacts facts;

    EndAct(Transactions transactions, AccessEnds ends, CascadeSteps steps, QuestionLog questions, SubjectFacts facts) {
        this.transactions = transactions;
        this.ends = ends;
        this.steps = steps;
        this.questions = questions;
        this.facts = facts;
    }

    private record Person(String name, String kind, boolean active, long epoch) {}

    /**
     * What the act would end now; nothing is changed.
     *
     * @throws ProblemException 409 where the act would be refused
     */
    Map<String, Object> preview(SubjectPermit permit) {
        return transactions.run(connection -> {
            Person person = person(connection, permit);
            tryToEnd(connection, permit);
            var end = new EndOfAccess(
                    permit.subject().tenant(),
                    new UUID(0, 0),
                    permit.target(),
                    person.epoch() + 1,
                    EndReason.ADMINISTRATOR,
                    new Extent.Everything(),
                    permit.subject().id());
            var counts = new TreeMap<String, Long>();
            for (CascadeStep step : steps.of(end.extent())) {
                counts.putAll(step.preview(connection, end));
            }
            var preview = new LinkedHashMap<String, Object>();
            preview.put("subject", permit.target());
            preview.put("name", person.name());
            preview.put("kind", person.kind());
            preview.put("active", person.active());
            preview.put("ends", counts);
            return preview;
        });
    }

    /** Leaves everything as it was, unless the act would be refused: then so is this. */
    private static void tryToEnd(Connection connection, SubjectPermit permit) throws SQLException {
        Savepoint before = connection.setSavepoint();
        LastOwner.kept(connection, permit.subject().tenant(), () -> deactivate(connection, permit));
        connection.rollback(before);
    }

    /** The id of the end that has begun. From the commit on the subject begins nothing. */
    UUID end(SubjectPermit permit) {
        UUID id = transactions.run(connection -> {
            String tenant = permit.subject().tenant();
            GroundsCheck.takeTurn(connection, tenant);
            return LastOwner.kept(connection, tenant, () -> end(connection, permit));
        });
        facts.reread(permit.subject().tenant(), permit.target());
        ends.hasten();
        return id;
    }

    private UUID end(Connection connection, SubjectPermit permit) throws SQLException {
        String tenant = permit.subject().tenant();
        hold(connection, permit);
        person(connection, permit);
        deactivate(connection, permit);
        questions.record(connection, tenant, List.of(Asked.allowed(permit.question(), permit)));
        return ends.begin(
                connection,
                permit.target(),
                new EndOrder(
                        tenant,
                        EndReason.ADMINISTRATOR,
                        new Extent.Everything(),
                        Asked.actor(permit.subject()),
                        Optional.of(Asked.decision(permit))));
    }

    private static int deactivate(Connection connection, SubjectPermit permit) throws SQLException {
        try (var update = connection.prepareStatement(END)) {
            update.setString(1, permit.subject().tenant());
            update.setObject(2, permit.target());
            return update.executeUpdate();
        }
    }

    /**
     * Holds whoever asks, at the epoch of the decision, and whose access it is about.
     *
     * @throws ProblemException 503 when the asker's access has changed, for policy has to be asked again
     */
    private static void hold(Connection connection, SubjectPermit permit) throws SQLException {
        var asker = new SubjectEpoch(permit.subject().id(), permit.subject().epoch());
        boolean stands = false;
        try (var query = connection.prepareStatement(HOLD)) {
            query.setString(1, permit.subject().tenant());
            query.setObject(2, asker.subject());
            query.setObject(3, permit.target());
            try (var row = query.executeQuery()) {
                while (row.next()) {
                    var held = new SubjectEpoch(row.getObject("id", UUID.class), row.getLong("epoch"));
                    stands |= held.equals(asker) && row.getBoolean("active");
                }
            }
        }
        if (!stands) {
            throw Permits.unavailable();
        }
    }

    private static Person person(Connection connection, SubjectPermit permit) throws SQLException {
        try (var query = connection.prepareStatement(
                "SELECT name, kind, active, epoch FROM subject WHERE tenant = ? AND id = ?")) {
            query.setString(1, permit.subject().tenant());
            query.setObject(2, permit.target());
            try (var row = query.executeQuery()) {
                if (!row.next()) {
                    throw new ProblemException(Problem.notFound());
                }
                var person = new Person(
                        row.getString("name"), row.getString("kind"), row.getBoolean("active"), row.getLong("epoch"));
                if (person.kind().equals("worker")) {
                    throw new ProblemException(
                            Problem.of(409, "subject_is_worker", "This is a worker. Revoke it as one."));
                }
                return person;
            }
        }
    }
}
