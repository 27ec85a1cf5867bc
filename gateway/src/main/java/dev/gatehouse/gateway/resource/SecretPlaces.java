package dev.gatehouse.gateway.resource;

import dev.gatehouse.policy.SecretReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In which stores secrets are declared to live now, so that rules about a run see it. */
final class SecretPlaces {
    private static final String STORES = """
            SELECT r.namespace, r.name, r.spec ->> 'store' AS store
              FROM unnest(?::text[], ?::text[]) AS wanted (namespace, name)
              JOIN resource r ON r.tenant = ? AND r.kind = 'secret'
                             AND r.namespace = wanted.namespace AND r.name = wanted.name""";

    private SecretPlaces() {}

    private record Name(String namespace, String name) {}

    /** The same secrets with their stores; one that is not there any more stays as it is. */
    static List<SecretReference> now(Connection connection, String tenant, List<SecretReference> secrets)
            throws SQLException {
        if (secrets.isEmpty()) {
            return secrets;
        }
        Map<Name, String> stores = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(STORES)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            secrets.stream()
                                    .map(each -> each.namespace().path())
                                    .toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "text", secrets.stream().map(SecretReference::name).toArray()));
            select.setString(3, tenant);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    stores.put(new Name(row.getString("namespace"), row.getString("name")), row.getString("store"));
                }
            }
        }
        return secrets.stream()
                .map(each -> new SecretReference(
                        stores.getOrDefault(new Name(each.namespace().path(), each.name()), each.store()),
                        each.namespace(),
                        each.name()))
                .toList();
    }

    /** The same secret with the store that one of the resolved drafts gives it; without such a draft it stays as it is. */
    static SecretReference drafted(SecretReference secret, List<Draft> resolved) {
        return resolved.stream()
                .filter(draft -> draft.is("secret", secret.namespace(), secret.name()))
                .map(draft -> new SecretReference(
                        draft.spec().path("store").asText(secret.store()), secret.namespace(), secret.name()))
                .findFirst()
                .orElse(secret);
    }
}
