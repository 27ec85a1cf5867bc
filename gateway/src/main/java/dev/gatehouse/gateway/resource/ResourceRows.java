package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.resource.Applied.Change;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.JDBCException;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/** The rows of declared resources, read and written on the connection of somebody's transaction. Thread-safe. */
@Singleton
final class ResourceRows {
    private final SessionFactory sessions;
    private final Supplier<UUID> ids;

    ResourceRows(SessionFactory sessions, Supplier<UUID> ids) {
        this.sessions = sessions;
        this.ids = ids;
    }

    /**
     * A row after it was written, or found to need no writing.
     *
     * @param before the spec that it had
     */
    record Written(ResourceEntity row, Change change, Optional<String> before) {}

    Optional<ResourceEntity> find(Connection connection, ResourceKey key) throws SQLException {
        return in(connection, session -> Optional.ofNullable(session.get(ResourceEntity.class, key)));
    }

    Optional<ResourceEntity> findById(Connection connection, String tenant, UUID id) throws SQLException {
        return in(
                connection,
                session -> session.createSelectionQuery(
                                "from ResourceEntity r where r.key.tenant = :tenant and r.id = :id",
                                ResourceEntity.class)
                        .setParameter("tenant", tenant)
                        .setParameter("id", id)
                        .uniqueResultOptional());
    }

    Optional<ResourceRevisionEntity> revision(Connection connection, String tenant, UUID id, long revision)
            throws SQLException {
        return in(
                connection,
                session -> Optional.ofNullable(session.get(
                        ResourceRevisionEntity.class, new ResourceRevisionEntity.Key(tenant, id, revision))));
    }

    /** A version without its spec. */
    record Revision(long revision, UUID author, Instant changedAt, String digest) {}

    /** Versions of the resource before one of them, latest first. */
    List<Revision> revisions(Connection connection, ResourceEntity of, long before, int size) throws SQLException {
        return in(
                connection,
                session -> session.createSelectionQuery("""
                        select r.key.revision, r.author, r.changedAt, r.digest from ResourceRevisionEntity r
                        where r.key.tenant = :tenant and r.key.id = :id and r.key.revision < :before
                        order by r.key.revision desc""", Revision.class)
                        .setParameter("tenant", of.key().tenant())
                        .setParameter("id", of.id())
                        .setParameter("before", before)
                        .setMaxResults(size)
                        .getResultList());
    }

    /** The resource, held against everybody else until the transaction ends; acceptances of executions wait too. */
    Optional<ResourceEntity> hold(Connection connection, ResourceKey key) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT 1 FROM resource WHERE "
                + "tenant = ? AND kind = ? AND namespace = ? AND name = ? FOR UPDATE")) {
            bind(lock, 1, key);
            lock.execute();
        }
        return find(connection, key);
    }

    /** Lets nothing new begin with the resource. */
    void drain(Connection connection, ResourceKey key, UUID by) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE resource SET draining_at = now(), draining_by = ?::uuid
                WHERE tenant = ? AND kind = ? AND namespace = ? AND name = ? AND draining_at IS NULL""")) {
            update.setString(1, by.toString());
            bind(update, 2, key);
            update.executeUpdate();
        }
    }

    /** Its versions stay, under its id. */
    void delete(Connection connection, ResourceEntity row) throws SQLException {
        in(connection, session -> {
            session.delete(row);
            return row;
        });
    }

    /** The next resources of the kind after a place, in the order of namespace and name, by name only. */
    List<ResourceKey> keys(Connection connection, ResourceKey after, Optional<String> namespace, int size)
            throws SQLException {
        return in(connection, session -> {
            var page = session.createSelectionQuery(
                            """
                            select r.key from ResourceEntity r
                            where r.key.tenant = :tenant and r.key.kind = :kind
                              and (r.key.namespace, r.key.name) > (:namespace, :name)
                            """
                                    + (namespace.isPresent() ? "and r.key.namespace = :within " : "")
                                    + "order by r.key.namespace, r.key.name",
                            ResourceKey.class)
                    .setParameter("tenant", after.tenant())
                    .setParameter("kind", after.kind())
                    .setParameter("namespace", after.namespace())
                    .setParameter("name", after.name())
                    .setMaxResults(size);
            namespace.ifPresent(within -> page.setParameter("within", within));
            return page.getResultList();
        });
    }

    /** Those of the resources that are there, in the order of the keys. */
    List<ResourceEntity> load(Connection connection, List<ResourceKey> keys) throws SQLException {
        return in(connection, session -> session.getMultiple(ResourceEntity.class, keys)).stream()
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Makes the spec the resource's current version, unless it already is.
     *
     * @param authored whether another author makes another version, although the spec is the same
     */
    Written write(Connection connection, ResourceKey key, StoredSpec spec, UUID author, boolean authored)
            throws SQLException {
        return in(connection, session -> {
            ResourceEntity current = session.get(ResourceEntity.class, key);
            if (current == null) {
                var created = new ResourceEntity(key, ids.get(), spec, author);
                session.insert(created);
                session.insert(new ResourceRevisionEntity(created));
                return new Written(created, Change.CREATED, Optional.empty());
            }
            boolean same = current.digest().equals(spec.digest());
            if (same && (!authored || current.author().equals(author))) {
                return new Written(current, Change.UNCHANGED, Optional.of(current.spec()));
            }
            String before = current.spec();
            current.become(spec, author);
            session.update(current);
            session.insert(new ResourceRevisionEntity(current));
            return new Written(current, Change.UPDATED, Optional.of(before));
        });
    }

    private static void bind(PreparedStatement statement, int first, ResourceKey key) throws SQLException {
        statement.setString(first, key.tenant());
        statement.setString(first + 1, key.kind());
        statement.setString(first + 2, key.namespace());
        statement.setString(first + 3, key.name());
    }

    private <T> T in(Connection connection, Function<StatelessSession, T> work) throws SQLException {
        try (StatelessSession session =
                sessions.withStatelessOptions().connection(connection).openStatelessSession()) {
            return work.apply(session);
        } catch (JDBCException failure) {
            throw failure.getSQLException();
        }
    }
}
