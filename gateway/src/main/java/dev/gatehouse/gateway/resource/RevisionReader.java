package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ResourceReadPermit;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the revisions that a declared resource has or had; a name that was declared anew begins anew. Thread-safe. */
@Singleton
final class RevisionReader {
    private final Permits permits;
    private final Transactions transactions;
    private final ResourceRows rows;
    private final Documents documents;

    RevisionReader(Permits permits, Transactions transactions, ResourceRows rows, Documents documents) {
        this.permits = permits;
        this.transactions = transactions;
        this.rows = rows;
        this.documents = documents;
    }

    /** One revision, without its spec. */
    record Item(long revision, UUID author, String authorName, String at, String digest) {}

    /** @param next the revision that the next page goes on below */
    record Page(List<Item> items, Optional<Long> next) {}

    /** Latest first. */
    Page page(Subject subject, Target target, long below, int limit) {
        ResourceKey key = permitted(subject, target);
        return transactions.run(connection -> {
            List<ResourceRows.Revision> found = rows.revisions(connection, current(connection, key), below, limit + 1);
            List<ResourceRows.Revision> shown = found.subList(0, Math.min(limit, found.size()));
            Map<UUID, String> names = names(
                    connection,
                    key.tenant(),
                    shown.stream().map(ResourceRows.Revision::author).distinct().toList());
            return new Page(
                    shown.stream().map(each -> item(each, names)).toList(),
                    found.size() > limit ? Optional.of(shown.getLast().revision()) : Optional.empty());
        });
    }

    /** The resource as it was in the revision. */
    ObjectNode document(Subject subject, Target target, long revision) {
        ResourceKey key = permitted(subject, target);
        return transactions.run(connection -> document(connection, target, key, revision));
    }

    /** What changed between two revisions; from nothing where there is none before. */
    List<Difference> differences(Subject subject, Target target, Optional<Long> from, long to) {
        ResourceKey key = permitted(subject, target);
        return transactions.run(connection -> {
            ResourceEntity current = current(connection, key);
            Optional<String> before = from.isPresent()
                    ? Optional.of(revision(connection, current, from.get()).spec())
                    : Optional.empty();
            String after = revision(connection, current, to).spec();
            return Difference.between(before.map(documents::spec), Optional.of(documents.spec(after)));
        });
    }

    /** What an author would write who wants the old revision again; asks nobody. */
    ObjectNode again(String tenant, Target target, long revision) {
        ObjectNode document =
                transactions.run(connection -> document(connection, target, target.key(tenant), revision));
        document.withObject("/metadata").remove("revision");
        return document;
    }

    private ObjectNode document(Connection connection, Target target, ResourceKey key, long revision)
            throws SQLException {
        String spec = revision(connection, current(connection, key), revision).spec();
        return documents.of(target.kind(), key, revision, spec);
    }

    private ResourceKey permitted(Subject subject, Target target) {
        ResourceReadPermit permit = permits.obtain(target.read(subject));
        return target.key(permit.subject().tenant());
    }

    private ResourceEntity current(Connection connection, ResourceKey key) throws SQLException {
        return rows.find(connection, key).orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private ResourceRevisionEntity revision(Connection connection, ResourceEntity of, long revision)
            throws SQLException {
        return rows.revision(connection, of.key().tenant(), of.id(), revision)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "revision_not_found", "The resource has no revision " + revision + ".")));
    }

    private static Item item(ResourceRows.Revision revision, Map<UUID, String> names) {
        return new Item(
                revision.revision(),
                revision.author(),
                names.getOrDefault(revision.author(), ""),
                revision.changedAt().toString(),
                revision.digest());
    }

    private static Map<UUID, String> names(Connection connection, String tenant, List<UUID> authors)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, name FROM subject WHERE tenant = ? AND id = ANY (?)")) {
            select.setString(1, tenant);
            select.setArray(2, connection.createArrayOf("uuid", authors.toArray()));
            Map<UUID, String> names = new HashMap<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    names.put(found.getObject(1, UUID.class), found.getString(2));
                }
            }
            return names;
        }
    }
}
