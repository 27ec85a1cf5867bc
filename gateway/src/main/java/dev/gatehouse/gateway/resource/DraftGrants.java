package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.grant.BoundAccess;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What resolved drafts give to somebody, by the rows of one transaction: what a binding says, what is added to a role wherever
 * it is given, what an identity provider maps and whom it may mean, and what a service account has.
 */
final class DraftGrants {
    private final Connection connection;
    private final String tenant;
    private final Declarations declarations;
    private final ServiceAccountSubjects accounts;

    private DraftGrants(
            Connection connection, String tenant, Declarations declarations, ServiceAccountSubjects accounts) {
        this.connection = connection;
        this.tenant = tenant;
        this.declarations = declarations;
        this.accounts = accounts;
    }

    /** Of each draft, in the drafts' order; a draft that was as it is now gives what it says all the same. */
    static List<List<GivenAccess>> of(
            Connection connection, String tenant, List<Draft> drafts, ServiceAccountSubjects accounts)
            throws SQLException {
        var grants = new DraftGrants(connection, tenant, new Declarations(connection, tenant, drafts), accounts);
        List<List<GivenAccess>> all = new ArrayList<>();
        for (Draft draft : drafts) {
            all.add(GivenAccess.merged(grants.of(draft)));
        }
        return all;
    }

    private List<GivenAccess> of(Draft draft) throws SQLException {
        return switch (draft.kind().word()) {
            case "rolebinding" -> List.of(role(draft.spec().path("role").asText(), draft.namespace()));
            case "role" -> added(draft);
            case "identityprovider" -> meant(draft);
            case ServiceAccountResolution.KIND -> accounts.access(connection, tenant, draft.name());
            default -> List.of();
        };
    }

    private GivenAccess role(String name, Namespace namespace) throws SQLException {
        return new GivenAccess(namespace, declarations.permissions(name).orElse(Set.of()));
    }

    private List<GivenAccess> added(Draft draft) throws SQLException {
        Set<Permission> added = draft.spec()
                .path("permissions")
                .valueStream()
                .flatMap(name -> Permission.parse(name.asText()).stream())
                .collect(Collectors.toCollection(HashSet::new));
        added.removeAll(BoundAccess.permissionsOf(connection, tenant, draft.name()));
        return BoundAccess.placesOf(connection, tenant, draft.name()).stream()
                .map(place -> new GivenAccess(place, added))
                .toList();
    }

    private List<GivenAccess> meant(Draft draft) throws SQLException {
        List<GivenAccess> given = new ArrayList<>();
        for (JsonNode grant : draft.spec().path("grants")) {
            given.add(role(
                    grant.path("role").asText(),
                    new Namespace(grant.path("namespace").asText())));
        }
        Optional<String> client =
                Optional.ofNullable(draft.spec().path("scimClient").textValue());
        given.addAll(BoundAccess.ofProvider(
                connection, tenant, draft.name(), draft.spec().path("issuer").asText(), client));
        return given;
    }
}
