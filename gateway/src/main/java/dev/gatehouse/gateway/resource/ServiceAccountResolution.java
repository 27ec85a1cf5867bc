package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.federation.TrustRule;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.operation.PublicAddress;
import dev.gatehouse.gateway.sso.KeySet;
import dev.gatehouse.policy.Namespace;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A service account's keys are good ones, its addresses have one spelling, and each rule of trust says whom it means. */
final class ServiceAccountResolution implements Resolution {
    static final String KIND = "serviceaccount";

    private static final List<String> ALGORITHMS = List.of("ES256", "RS256", "EdDSA");
    private static final String KEYS_URI = "jwksUri";

    private final DeclaredAddresses addresses;
    private final PublicAddress gateway;

    ServiceAccountResolution(DeclaredAddresses addresses, PublicAddress gateway) {
        this.addresses = addresses;
        this.gateway = gateway;
    }

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        ObjectNode spec = draft.spec();
        if (!spec.has("algorithms")) {
            ALGORITHMS.forEach(spec.putArray("algorithms")::add);
        }
        if (spec.has("jwks") && spec.has(KEYS_URI)) {
            draft.refuse(Draft.SPEC.child(KEYS_URI), "the keys are in jwks already: one of both");
        }
        checkAddress(draft, Draft.SPEC.child(KEYS_URI), spec.path(KEYS_URI));
        checkOthers(draft, Draft.SPEC.child(KEYS_URI), spec.path(KEYS_URI));
        checkKeys(draft, spec.path("jwks").path("keys"));
        JsonNode trust = spec.path("trust");
        for (int i = 0; i < trust.size(); i++) {
            checkRule(draft, Draft.SPEC.child("trust").child(i), trust.get(i), declarations);
        }
    }

    private static void checkKeys(Draft draft, JsonNode keys) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            Pointer at = Draft.SPEC.child("jwks").child("keys").child(i);
            ObjectNode alone = JsonNodeFactory.instance.objectNode();
            alone.putArray("keys").add(keys.get(i));
            if (KeySet.of(alone).filter(usable -> !usable.isEmpty()).isEmpty()) {
                draft.refuse(
                        at,
                        "no public key for signatures: RSA of 2048 bits or more, P-256, P-384, P-521 or Ed25519, without"
                                + " its private half");
            }
            if (!ids.add(keys.get(i).path("kid").asText())) {
                draft.refuse(at.child("kid"), "another key has this id");
            }
        }
    }

    private void checkRule(Draft draft, Pointer at, JsonNode rule, Declarations declarations) throws SQLException {
        boolean provider = rule.has("provider");
        if (provider == rule.has("issuer") || rule.has("issuer") != rule.has("audience")) {
            draft.refuse(at, "either provider, or issuer and audience");
        }
        if (provider && rule.has(KEYS_URI)) {
            draft.refuse(at.child(KEYS_URI), "the provider says where its keys are");
        }
        if (provider
                && !declarations.has(
                        "identityprovider",
                        Namespace.ROOT,
                        rule.path("provider").asText())) {
            draft.refuse(at.child("provider"), "there is no such identity provider");
        }
        checkExact(draft, at.child("subject"), rule.path("subject"));
        rule.path("claims")
                .properties()
                .forEach(claim -> checkExact(draft, at.child("claims").child(claim.getKey()), claim.getValue()));
        checkAddress(draft, at.child("issuer"), rule.path("issuer"));
        checkOthers(draft, at.child("issuer"), rule.path("issuer"));
        checkAddress(draft, at.child(KEYS_URI), rule.path(KEYS_URI));
    }

    private static void checkExact(Draft draft, Pointer at, JsonNode value) {
        TrustRule.patternProblem(value.asText()).ifPresent(problem -> draft.refuse(at, problem));
    }

    private void checkOthers(Draft draft, Pointer at, JsonNode address) {
        if (gateway.isOurs(address.asText())) {
            draft.refuse(at, IdentityProviderResolution.OURS);
        }
    }

    private void checkAddress(Draft draft, Pointer at, JsonNode address) {
        Optional.ofNullable(address.textValue())
                .flatMap(addresses::problem)
                .ifPresent(problem -> draft.refuse(at, problem));
    }
}
