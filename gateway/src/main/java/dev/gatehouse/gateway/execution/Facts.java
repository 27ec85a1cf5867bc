package dev.gatehouse.gateway.execution;

import static java.util.stream.Collectors.toMap;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.stop.StopGate;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.SubjectEpoch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Whether what a permit rests on is still true, and stays true until the transaction commits. */
final class Facts {
    private static final String SUBJECTS = """
            SELECT s.tenant, s.id, s.epoch
            FROM subject s
            JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::uuid[]) AS all_asked (tenant, id)) asked USING (tenant, id)
            WHERE s.active
            ORDER BY s.tenant, s.id FOR SHARE OF s""";

    private static final String ENDED = """
            SELECT asked.tenant, asked.id, asked.epoch
              FROM (SELECT DISTINCT * FROM unnest(?::text[], ?::uuid[], ?::bigint[]) AS a (tenant, id, epoch)) asked
             WHERE EXISTS (SELECT 1 FROM access_end e
                            WHERE e.tenant = asked.tenant AND e.subject_id = asked.id AND e.extent = 'everything'
                              AND e.epoch > asked.epoch)""";

    private Facts() {}

    /** A subject of a tenant, active and at this epoch. */
    record Fact(String tenant, SubjectEpoch subject) {
        static List<Fact> of(String tenant, Grounds grounds) {
            return grounds.epochs().stream()
                    .map(epoch -> new Fact(tenant, epoch))
                    .toList();
        }
    }

    /** Those that are true now, and until the transaction commits. */
    static Set<Fact> held(Connection connection, List<Fact> asked) throws SQLException {
        return Set.copyOf(Sql.ofColumns(
                        connection,
                        SUBJECTS,
                        asked,
                        Column.text(Fact::tenant),
                        Column.uuid(fact -> fact.subject().subject()))
                .list(Facts::fact));
    }

    /**
     * Of those that were true once, the ones that an end of all access came after, whether or not its cascade is done. Where
     * the subject is held at an epoch, nobody can add to it.
     */
    static Set<Fact> ended(Connection connection, List<Fact> once) throws SQLException {
        return once.isEmpty()
                ? Set.of()
                : Set.copyOf(Sql.ofColumns(
                                connection,
                                ENDED,
                                once,
                                Column.text(Fact::tenant),
                                Column.uuid(fact -> fact.subject().subject()),
                                Column.bigint(fact -> fact.subject().epoch()))
                        .list(Facts::fact));
    }

    private static Fact fact(ResultSet row) throws SQLException {
        return new Fact(
                row.getString("tenant"), new SubjectEpoch(row.getObject("id", UUID.class), row.getLong("epoch")));
    }

    /** The revisions of the tenants' policies, which cannot change before the transaction ends. */
    static Map<String, Long> revisions(Connection connection, Set<String> tenants) throws SQLException {
        record Revision(String tenant, long number) {}
        StopGate.pass(connection, tenants);
        return Sql.of(
                        connection,
                        "SELECT name, revision FROM tenant WHERE name = ANY (?) ORDER BY name FOR SHARE",
                        connection.createArrayOf("text", tenants.toArray()))
                .list(row -> new Revision(row.getString("name"), row.getLong("revision")))
                .stream()
                .collect(toMap(Revision::tenant, Revision::number));
    }
}
