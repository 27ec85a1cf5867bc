package dev.gatehouse.gateway.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which token of another issuer counts: everything in it is compared letter by letter.
 *
 * @param source who signs it, and for whom
 * @param subject its {@code sub}
 * @param claims what others of its claims have to be
 */
public record TrustRule(Source source, String subject, Map<String, String> claims) {
    public TrustRule {
        claims = Map.copyOf(claims);
    }

    /** Who signs a token, and for whom. */
    public sealed interface Source {
        /** An identity provider of the tenant, with its issuer and audience. */
        record Declared(String provider) implements Source {}

        /**
         * An issuer that only the rule names.
         *
         * @param jwksUri where its keys are; absent where its metadata says so
         */
        record Named(String issuer, String audience, Optional<String> jwksUri) implements Source {}
    }

    /** What is wrong with a value that somebody declares as a pattern, which would mean nobody. */
    public static Optional<String> patternProblem(String value) {
        return Optional.of("there are no patterns: it is compared letter by letter, so write a rule for each value")
                .filter(_ -> value.indexOf('*') >= 0);
    }

    /** Reads the stored form of a list of rules. */
    public static List<TrustRule> all(JsonNode rules) {
        List<TrustRule> all = new ArrayList<>();
        rules.forEach(rule -> all.add(of(rule)));
        return all;
    }

    /** Reads the stored form of one rule. */
    public static TrustRule of(JsonNode rule) {
        Map<String, String> claims = new TreeMap<>();
        rule.path("claims")
                .properties()
                .forEach(claim -> claims.put(claim.getKey(), claim.getValue().asText()));
        return new TrustRule(source(rule), rule.path("subject").asText(), claims);
    }

    private static Source source(JsonNode rule) {
        return rule.has("provider")
                ? new Source.Declared(rule.path("provider").asText())
                : new Source.Named(
                        rule.path("issuer").asText(),
                        rule.path("audience").asText(),
                        Optional.ofNullable(rule.path("jwksUri").textValue()));
    }
}
