package dev.gatehouse.gateway.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.federation.TrustRule;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A declared service account whose access stands, in one revision of its declaration.
 *
 * @param resource the id of the declaration
 * @param subject whose access it is
 */
record AccountRow(String tenant, String name, UUID resource, long revision, UUID subject, long epoch, JsonNode spec) {
    private static final String SELECT = """
            SELECT r.id, r.revision, r.spec, s.id AS subject, s.epoch
              FROM resource r JOIN subject s ON s.tenant = r.tenant AND s.kind = 'service_account' AND s.name = r.name
             WHERE r.tenant = ? AND r.kind = 'serviceaccount' AND r.namespace = 'root' AND r.name = ? AND s.active""";

    private static final String STILL = """
            SELECT 1 FROM resource r JOIN subject s ON s.tenant = r.tenant
             WHERE r.tenant = ? AND r.id = ? AND r.revision = ? AND s.id = ? AND s.epoch = ? AND s.active
               FOR SHARE""";

    static Optional<AccountRow> find(Connection connection, ObjectMapper json, String tenant, String name)
            throws SQLException {
        try (var query = connection.prepareStatement(SELECT)) {
            query.setString(1, tenant);
            query.setString(2, name);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new AccountRow(
                                tenant,
                                name,
                                row.getObject("id", UUID.class),
                                row.getLong("revision"),
                                row.getObject("subject", UUID.class),
                                row.getLong("epoch"),
                                json.readTree(row.getString("spec"))))
                        : Optional.empty();
            } catch (JsonProcessingException malformed) {
                throw new IllegalStateException("a stored spec is not JSON", malformed);
            }
        }
    }

    /** Whether all of it is still so, and stays so until the transaction ends. */
    boolean holds(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement(STILL)) {
            query.setString(1, tenant);
            query.setObject(2, resource);
            query.setLong(3, revision);
            query.setObject(4, subject);
            query.setLong(5, epoch);
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The keys that are written in the declaration. */
    Optional<ObjectNode> jwks() {
        return spec.path("jwks") instanceof ObjectNode keys ? Optional.of(keys) : Optional.empty();
    }

    Optional<String> jwksUri() {
        return Optional.ofNullable(spec.path("jwksUri").textValue());
    }

    List<SigningAlgorithm> algorithms() {
        List<SigningAlgorithm> algorithms = new ArrayList<>();
        spec.path("algorithms")
                .forEach(each -> SigningAlgorithm.named(each.asText()).ifPresent(algorithms::add));
        return algorithms;
    }

    List<TrustRule> trust() {
        return TrustRule.all(spec.path("trust"));
    }
}
