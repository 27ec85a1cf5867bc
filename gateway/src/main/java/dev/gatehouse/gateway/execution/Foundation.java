package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.resource.WorkerGroups;
import dev.gatehouse.policy.JobReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The declared resources that a new execution rests on: its job, its worker group and its secrets. None of them may be
 * deleted, or about to be, when the execution commits.
 */
final class Foundation {
    private static final String HELD = """
            SELECT r.tenant, r.kind, r.namespace, r.name, r.id
            FROM resource r
            JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])
                    AS needed (tenant, kind, namespace, name)) needed USING (tenant, kind, namespace, name)
            WHERE r.draining_at IS NULL
            ORDER BY r.tenant, r.kind, r.namespace, r.name FOR KEY SHARE OF r""";

    private Foundation() {}

    private record Resource(String tenant, String kind, String namespace, String name, Optional<UUID> id) {}

    /** Those whose resources are there and stay until the transaction commits; a deletion waits for it. */
    static List<AcceptCommand> held(Connection connection, List<AcceptCommand> commands) throws SQLException {
        if (commands.isEmpty()) {
            return commands;
        }
        Set<Resource> there = new HashSet<>();
        Sql.ofColumns(
                        connection,
                        HELD,
                        commands.stream().flatMap(Foundation::of).distinct().toList(),
                        Column.text(Resource::tenant),
                        Column.text(Resource::kind),
                        Column.text(Resource::namespace),
                        Column.text(Resource::name))
                .list(row -> new Resource(
                        row.getString("tenant"),
                        row.getString("kind"),
                        row.getString("namespace"),
                        row.getString("name"),
                        Optional.of(row.getObject("id", UUID.class))))
                .forEach(found -> {
                    there.add(found);
                    there.add(new Resource(
                            found.tenant(), found.kind(), found.namespace(), found.name(), Optional.empty()));
                });
        return commands.stream()
                .filter(command -> of(command).allMatch(there::contains))
                .toList();
    }

    /** A job counts by its id, because another one may have got its name; what a job names counts by name. */
    private static Stream<Resource> of(AcceptCommand command) {
        String tenant = command.tenant();
        JobReference job = command.question().job();
        Stream<Resource> declared = Stream.of(new Resource(
                tenant, "job", job.name().namespace().path(), job.name().name(), Optional.of(job.id())));
        Stream<Resource> group = Stream.of(command.placement().group())
                .filter(name -> !name.equals(WorkerGroups.DEFAULT))
                .map(name -> new Resource(tenant, "workergroup", "root", name, Optional.empty()));
        Stream<Resource> secrets = command.question().secrets().stream()
                .map(secret ->
                        new Resource(tenant, "secret", secret.namespace().path(), secret.name(), Optional.empty()));
        return Stream.of(declared, group, secrets).flatMap(each -> each);
    }
}
