package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.SecretLocations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Where declared secrets live, by their rows. Executions pin a secret's name and not its place: what is declared now counts,
 * so that a secret can move to another store without a new revision of every job.
 */
@Singleton
final class SecretLocationRows implements SecretLocations {
    private static final String PLACES = """
            SELECT r.namespace, r.name, coalesce(r.spec ->> 'store', 'embedded') AS store, r.spec ->> 'path' AS path,
                   coalesce(r.spec ->> 'key', 'value') AS key
              FROM unnest(?::text[], ?::text[]) AS wanted (namespace, name)
              JOIN resource r ON r.tenant = ? AND r.kind = 'secret'
                             AND r.namespace = wanted.namespace AND r.name = wanted.name""";

    private final Transactions transactions;

    SecretLocationRows(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Name(String namespace, String name) {
        static Name of(SecretReference reference) {
            return new Name(reference.namespace().path(), reference.name());
        }
    }

    @Override
    public Map<SecretReference, SecretLocation> of(String tenant, Collection<SecretReference> references) {
        Map<Name, SecretLocation> declared = declared(tenant, references);
        Map<SecretReference, SecretLocation> places = new HashMap<>();
        for (SecretReference reference : references) {
            SecretLocation place = declared.get(Name.of(reference));
            if (place != null) {
                places.put(reference, place);
            }
        }
        return places;
    }

    private Map<Name, SecretLocation> declared(String tenant, Collection<SecretReference> references) {
        try {
            return transactions.read(connection -> declared(connection, tenant, references));
        } catch (DatabaseUnavailable away) {
            throw new SecretException.RowsUnavailable(away);
        }
    }

    private static Map<Name, SecretLocation> declared(
            Connection connection, String tenant, Collection<SecretReference> references) throws SQLException {
        try (var query = connection.prepareStatement(PLACES)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            references.stream()
                                    .map(each -> each.namespace().path())
                                    .toArray()));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            references.stream().map(SecretReference::name).toArray()));
            query.setString(3, tenant);
            try (var row = query.executeQuery()) {
                Map<Name, SecretLocation> places = new HashMap<>();
                while (row.next()) {
                    places.put(new Name(row.getString("namespace"), row.getString("name")), place(tenant, row));
                }
                return places;
            }
        }
    }

    private static SecretLocation place(String tenant, ResultSet row) throws SQLException {
        String store = row.getString("store");
        String path = store.equals(EmbeddedStore.NAME)
                ? EmbeddedStore.path(
                        tenant,
                        new SecretReference(store, new Namespace(row.getString("namespace")), row.getString("name")))
                : row.getString("path");
        return new SecretLocation(store, path, row.getString("key"));
    }
}
