package dev.gatehouse.gateway.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import dev.gatehouse.gateway.sso.TokenText;
import dev.gatehouse.policy.SubjectEpoch;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes and verifies our own access tokens (RFC 9068): signed JWTs of the type {@code at+jwt}, each of one tenant's issuer
 * and for that tenant's part of our API. What a token says of its subject's epoch is for the caller to compare. Thread-safe.
 */
@Singleton
public final class AccessTokens {
    private static final String TYPE = "at+jwt";

    /** Between the clocks of two gateways. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final SigningKeys keys;
    private final Issuers issuers;
    private final InstantSource clock;
    private final Duration life;

    AccessTokens(OwnKeys keys, Issuers issuers, InstantSource clock, IssuerConfig config) {
        this.keys = keys.accessTokens();
        this.issuers = issuers;
        this.clock = clock;
        this.life = config.tokenLife();
    }

    /**
     * A token that was made.
     *
     * @param life how long it is good
     */
    public record Issued(String text, Duration life) {
        @Override
        public String toString() {
            return "Issued[redacted]";
        }
    }

    /** What a token that says it is ours turned out to be. */
    public sealed interface Verification {
        record Good(IssuedToken token) implements Verification {}

        /**
         * It is worth nothing.
         *
         * @param reason one snake_case word of few
         */
        record Refused(String reason) implements Verification {}

        /** It does not say that it is ours. */
        record NotOurs() implements Verification {}
    }

    /** How long a token lives. */
    public Duration life() {
        return life;
    }

    /** Makes a token of the grant; whoever asks has recorded it. */
    public Issued issue(AccessGrant grant) {
        SigningKey key = keys.signer();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var claims = Jwt.issuer(issuers.issuer(grant.tenant()))
                .subject(grant.subject().subject().toString())
                .audience(issuers.api(grant.tenant()))
                .claim("client_id", grant.client())
                .claim("jti", grant.id().toString())
                .claim("epoch", grant.subject().epoch())
                .issuedAt(now)
                .expiresAt(now.plus(life));
        grant.impersonator().ifPresent(actor -> claims.claim("act", act(actor)));
        String text = claims.jws()
                .keyId(key.keyId())
                .algorithm(SignatureAlgorithm.ES256)
                .header("typ", TYPE)
                .sign(key.privateKey());
        return new Issued(text, life);
    }

    /** Verifies a token by what it says of itself, of whatever tenant it is (RFC 9068, section 4). */
    public Verification verify(TokenText token) {
        ObjectNode claims = token.claims();
        Optional<String> tenant =
                Optional.ofNullable(claims.path("iss").textValue()).flatMap(issuers::tenant);
        if (tenant.isEmpty()) {
            return new Verification.NotOurs();
        }
        if (!TYPE.equals(token.header().path("typ").textValue())) {
            return new Verification.Refused("token_type");
        }
        if (!issuers.api(tenant.get()).equals(claims.path("aud").textValue())) {
            return new Verification.Refused("token_audience");
        }
        return switch (keys.check(token)) {
            case Signature.Good _ -> believed(tenant.get(), claims);
            case Signature.Refused(String reason) -> new Verification.Refused(reason);
            case Signature.Unavailable(String cause) -> new Verification.Refused(cause);
        };
    }

    /** What our own key signed is well-formed; its times are those of a clock of ours. */
    private Verification believed(String tenant, ObjectNode claims) {
        Instant now = clock.instant();
        Instant expires = Instant.ofEpochSecond(claims.path("exp").asLong());
        if (!now.isBefore(expires)) {
            return new Verification.Refused("token_expired");
        }
        if (Instant.ofEpochSecond(claims.path("iat").asLong()).isAfter(now.plus(SKEW))) {
            return new Verification.Refused("token_not_yet");
        }
        return new Verification.Good(new IssuedToken(
                new AccessGrant(
                        tenant,
                        UUID.fromString(claims.path("jti").asText()),
                        claims.path("client_id").asText(),
                        epoch(claims),
                        Optional.of(claims.path("act"))
                                .filter(JsonNode::isObject)
                                .map(AccessTokens::impersonator)),
                expires));
    }

    private static Map<String, Object> act(Impersonator actor) {
        Map<String, Object> act = new LinkedHashMap<>();
        act.put("sub", actor.subject().subject().toString());
        act.put("epoch", actor.subject().epoch());
        act.put("groups", actor.claimed().stream().map(UUID::toString).sorted().toList());
        actor.token().ifPresent(token -> act.put("token", token.toString()));
        return act;
    }

    private static Impersonator impersonator(JsonNode act) {
        return new Impersonator(
                epoch(act),
                act.path("groups")
                        .valueStream()
                        .map(group -> UUID.fromString(group.asText()))
                        .collect(Collectors.toSet()),
                Optional.ofNullable(act.path("token").textValue()).map(UUID::fromString));
    }

    private static SubjectEpoch epoch(JsonNode of) {
        return new SubjectEpoch(
                UUID.fromString(of.path("sub").asText()), of.path("epoch").asLong());
    }

    /** The keys that anybody may verify the tokens with. */
    public PublishedKeys published() {
        return new PublishedKeys(keys.published());
    }
}
