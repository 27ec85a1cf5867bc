package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.operation.PublicAddress;
import dev.gatehouse.gateway.policy.MappableRoles;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A provider says all that counts, its addresses have one spelling, and no other of the tenant has its issuer. */
final class IdentityProviderResolution implements Resolution {
    /** Tokens of ours, such as a run's, are shown to others; here none of them opens anything in another's name. */
    static final String OURS = "no declaration makes an issuer of Gatehouse's own believed: name somebody else's";

    private static final List<String> ALGORITHMS = List.of("RS256", "ES256");

    /** What people may choose, change, or inherit from others: whoever gets such a value would be somebody else. */
    private static final Set<String> NOT_ONES_OWN =
            Set.of("email", "preferred_username", "upn", "unique_name", "name", "nickname", "phone_number", "groups");

    /** Without it no ID token comes back (OpenID Connect Core 1.0, section 3.1.2.1). */
    private static final String OPENID = "openid";

    private final MappableRoles mappable;
    private final DeclaredAddresses addresses;
    private final PublicAddress gateway;

    IdentityProviderResolution(MappableRoles mappable, DeclaredAddresses addresses, PublicAddress gateway) {
        this.mappable = mappable;
        this.addresses = addresses;
        this.gateway = gateway;
    }

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        ObjectNode spec = draft.spec();
        if (!spec.has("algorithms")) {
            ALGORITHMS.forEach(spec.putArray("algorithms")::add);
        }
        checkGrants(draft, declarations);
        checkClient(draft, declarations);
        fill(spec, "subjectClaim", "sub");
        fill(spec, "typ", "strict");
        if (!spec.has("loginScopes")) {
            spec.putArray("loginScopes").add(OPENID);
        }
        if (!spec.has("jitUsers")) {
            spec.put("jitUsers", false);
        }
        if (spec.path("loginScopes")
                .valueStream()
                .noneMatch(scope -> scope.asText().equals(OPENID))) {
            draft.refuse(Draft.SPEC.child("loginScopes"), "openid is missing: without it nobody is named to us");
        }
        checkAddress(draft, "issuer");
        checkAddress(draft, "jwksUri");
        if (gateway.isOurs(spec.path("issuer").asText())) {
            draft.refuse(Draft.SPEC.child("issuer"), OURS);
        }
        if (NOT_ONES_OWN.contains(spec.path("subjectClaim").asText())) {
            draft.refuse(
                    Draft.SPEC.child("subjectClaim"),
                    "this claim does not stay one person's; use sub, oid or the like");
        }
        boolean lenient = spec.path("typ").asText().equals("lenient");
        if (lenient && spec.path("audience").equals(spec.path("clientId"))) {
            draft.refuse(
                    Draft.SPEC.child("audience"),
                    "ID tokens for clientId would pass as access tokens; use another audience, or typ: strict");
        }
        if (declarations.hasOther(draft, "issuer", spec.path("issuer").asText())) {
            draft.refuse(Draft.SPEC.child("issuer"), "another identity provider of the tenant has this issuer");
        }
    }

    private void checkGrants(Draft draft, Declarations declarations) throws SQLException {
        JsonNode grants = draft.spec().path("grants");
        for (int i = 0; i < grants.size(); i++) {
            Pointer at = Draft.SPEC.child("grants").child(i);
            String role = grants.get(i).path("role").asText();
            Optional<Set<Permission>> permissions = declarations.permissions(role);
            if (permissions.isEmpty()) {
                draft.refuse(at.child("role"), "there is no such role");
            } else if (!mappable.include(role, permissions.get())) {
                draft.refuse(
                        at.child("role"),
                        "whoever holds this role can give access, so only a role binding gives it;"
                                + " the operator may allow it with gatehouse.policy.mapped-roles");
            }
            Optional<Namespace> namespace =
                    Namespace.parse(grants.get(i).path("namespace").asText());
            if (namespace.isEmpty() || !declarations.hasNamespace(namespace.get())) {
                draft.refuse(at.child("namespace"), "the namespace is not declared");
            }
            if (!draft.spec().has("groupsClaim")) {
                draft.refuse(at.child("group"), "without groupsClaim the tokens of this provider bring no groups");
            }
        }
    }

    private static void checkClient(Draft draft, Declarations declarations) throws SQLException {
        Optional<String> client =
                Optional.ofNullable(draft.spec().path("scimClient").textValue());
        if (client.isPresent() && !declarations.hasScimClient(client.get())) {
            draft.refuse(Draft.SPEC.child("scimClient"), "there is no SCIM client of this name");
        }
    }

    private static void fill(ObjectNode spec, String member, String value) {
        if (!spec.has(member)) {
            spec.put(member, value);
        }
    }

    private void checkAddress(Draft draft, String member) {
        Optional.ofNullable(draft.spec().path(member).textValue())
                .flatMap(addresses::problem)
                .ifPresent(problem -> draft.refuse(Draft.SPEC.child(member), problem));
    }
}
