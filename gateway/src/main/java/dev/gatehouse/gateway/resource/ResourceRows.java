package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.resource.Applied.Change;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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

    /** A row after it was written, or found to need no writing. */
    record Written(ResourceEntity row, Change change) {}

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

    /** The next resources of the kind after a place, in the order of namespace and name. */
    List<ResourceEntity> page(Connection connection, ResourceKey after, Optional<String> namespace, int size)
            throws SQLException {
        return in(
                connection,
                session -> session.createSelectionQuery("""
                        from ResourceEntity r
                        where r.key.tenant = :tenant and r.key.kind = :kind
                          and (r.key.namespace > :namespace
                               or r.key.namespace = :namespace and r.key.name > :name)
                          and (:within = '' or r.key.namespace = :within)
                        order by r.key.namespace, r.key.name""", ResourceEntity.class)
                        .setParameter("tenant", after.tenant())
                        .setParameter("kind", after.kind())
                        .setParameter("namespace", after.namespace())
                        .setParameter("name", after.name())
                        .setParameter("within", namespace.orElse(""))
                        .setMaxResults(size)
                        .getResultList());
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
                return new Written(created, Change.CREATED);
            }
            boolean same = current.digest().equals(spec.digest());
            if (same && (!authored || current.author().equals(author))) {
                return new Written(current, Change.UNCHANGED);
            }
            current.become(spec, author);
            session.update(current);
            session.insert(new ResourceRevisionEntity(current));
            return new Written(current, Change.UPDATED);
        });
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
