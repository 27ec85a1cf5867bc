package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.worker.Egress;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A provider says all that counts, its addresses have one spelling, and no other of the tenant has its issuer. */
final class IdentityProviderResolution implements Resolution {
    private static final List<String> ALGORITHMS = List.of("RS256", "ES256");

    /** What people may choose, change, or inherit from others: whoever gets such a value would be somebody else. */
    private static final Set<String> NOT_ONES_OWN =
            Set.of("email", "preferred_username", "upn", "unique_name", "name", "nickname", "phone_number", "groups");

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        ObjectNode spec = draft.spec();
        if (!spec.has("algorithms")) {
            ALGORITHMS.forEach(spec.putArray("algorithms")::add);
        }
        fill(spec, "subjectClaim", "sub");
        fill(spec, "typ", "strict");
        if (!spec.has("jitUsers")) {
            spec.put("jitUsers", false);
        }
        checkAddress(draft, "issuer");
        checkAddress(draft, "jwksUri");
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

    private static void fill(ObjectNode spec, String member, String value) {
        if (!spec.has(member)) {
            spec.put(member, value);
        }
    }

    private static void checkAddress(Draft draft, String member) {
        Optional.ofNullable(draft.spec().path(member).textValue())
                .flatMap(Egress::misspelling)
                .ifPresent(problem -> draft.refuse(Draft.SPEC.child(member), "not a URL that is called: " + problem));
    }
}
