package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.secret.StoreCredentials;
import dev.gatehouse.gateway.secret.StoreRules;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.PathRules;
import dev.gatehouse.worker.TrustedCa;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** A store says all that counts, its address has one spelling, and what it shows to log in is an embedded secret. */
final class SecretStoreResolution implements Resolution {
    static final String KIND = "secretstore";

    private static final Pointer VAULT = Draft.SPEC.child("vault");
    private static final Duration LONGEST_CACHED = Duration.ofHours(1);
    private static final Duration LONGEST_KEPT = Duration.ofDays(1);

    private final DeclaredAddresses addresses;

    SecretStoreResolution(DeclaredAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        ObjectNode spec = draft.spec();
        if (draft.name().equals(EmbeddedStore.NAME) || StoreRules.OPERATORS.contains(draft.name())) {
            draft.refuse(
                    Pointer.ROOT.child("metadata").child("name"),
                    "embedded, env and file are stores that exist without a declaration: give this one another name");
        }
        fill(spec);
        checkPaths(draft);
        checkAge(draft, "cacheFor", LONGEST_CACHED);
        checkAge(draft, "keepFor", LONGEST_KEPT);
        checkAddress(draft, VAULT.child("address"), spec.path("vault").path("address"));
        checkAddress(
                draft,
                Draft.SPEC.child("aws").child("endpoint"),
                spec.path("aws").path("endpoint"));
        checkTrust(draft);
        boolean makes = spec.path("vault")
                .path("mounts")
                .valueStream()
                .anyMatch(engine -> engine.asText().equals("dynamic"));
        if (makes && spec.path("readOnly").asBoolean()) {
            draft.refuse(VAULT.child("mounts"), "a dynamic mount makes secrets: the store needs readOnly: false");
        }
        if (makes && !spec.path("vault").has("tokenRole")) {
            draft.refuse(
                    VAULT.child("mounts"),
                    "a dynamic mount needs a tokenRole that makes orphans: what is issued would end with the gateway's login");
        }
        Optional<SecretReference> credential = StoreCredentials.of(spec);
        if (credential.isPresent()
                && !declarations.isEmbedded(
                        credential.get().namespace(), credential.get().name())) {
            draft.refuse(
                    Draft.SPEC,
                    "there is no embedded secret " + credential.get().namespace() + "/"
                            + credential.get().name() + " to log in with");
        }
    }

    private static void fill(ObjectNode spec) {
        if (!spec.has("readOnly")) {
            spec.put("readOnly", true);
        }
        fill(spec, "onUnavailable", "wait");
        fill(spec, "cacheFor", "PT0S");
        fill(spec, "keepFor", "PT1H");
        if (spec.path("vault").path("login").path("appRole") instanceof ObjectNode appRole) {
            fill(appRole, "mount", "approle");
        }
        if (spec.path("vault").path("login").path("jwt") instanceof ObjectNode jwt) {
            fill(jwt, "mount", "jwt");
        }
    }

    private static void fill(ObjectNode node, String member, String value) {
        if (!node.has(member)) {
            node.put(member, value);
        }
    }

    private static void checkPaths(Draft draft) {
        JsonNode paths = draft.spec().path("paths");
        for (int i = 0; i < paths.size(); i++) {
            if (!PathRules.isRule(paths.get(i).asText())) {
                draft.refuse(
                        Draft.SPEC.child("paths").child(i),
                        "no beginning of paths: plain segments, * for a whole one, and names that end at / or _");
            }
        }
    }

    private static void checkAge(Draft draft, String member, Duration longest) {
        try {
            Duration age = Duration.parse(draft.spec().path(member).asText());
            if (age.isNegative() || age.compareTo(longest) > 0) {
                draft.refuse(Draft.SPEC.child(member), "between PT0S and " + longest);
            }
        } catch (DateTimeParseException _) {
            draft.refuse(Draft.SPEC.child(member), "a duration is such as PT1M");
        }
    }

    private void checkAddress(Draft draft, Pointer at, JsonNode address) {
        Optional.ofNullable(address.textValue())
                .flatMap(addresses::problem)
                .ifPresent(problem -> draft.refuse(at, problem));
    }

    private static void checkTrust(Draft draft) {
        String pem = draft.spec().path("vault").path("ca").asText();
        try {
            if (!pem.isEmpty()) {
                TrustedCa.ofText(pem);
            }
        } catch (IllegalArgumentException _) {
            draft.refuse(VAULT.child("ca"), "no certificates in PEM");
        }
    }
}
