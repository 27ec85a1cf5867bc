package dev.gatehouse.gateway.issuer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.issuer.AccessTokens.Issued;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import dev.gatehouse.gateway.sso.TokenText;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Makes and verifies the tokens by which runs show others who they are (OpenID Connect Core, section 2): each of one tenant's
 * issuer, with keys that sign nothing else, and for nobody of ours. Claims are texts, for stores compare them as such.
 * Thread-safe.
 */
@Singleton
public final class RunTokens {
    /** All that a token may say. */
    public static final List<String> CLAIMS = List.of(
            "iss",
            "sub",
            "aud",
            "iat",
            "nbf",
            "exp",
            "jti",
            "tenant_id",
            "namespace",
            "job",
            "job_revision",
            "job_digest",
            "execution_id",
            "attempt",
            "actor_id",
            "event_name",
            "worker_id",
            "approval_id",
            "policy_digest");

    private final SigningKeys keys;
    private final RunIssuers issuers;
    private final InstantSource clock;
    private final Duration life;

    RunTokens(OwnKeys keys, RunIssuers issuers, InstantSource clock, IssuerConfig config) {
        this.keys = keys.runIdentity();
        this.issuers = issuers;
        this.clock = clock;
        this.life = config.runTokenLife();
    }

    /** How long a token lives. */
    public Duration life() {
        return life;
    }

    /** Makes a token of the grant; whoever asks has recorded it. */
    public Issued issue(RunGrant grant) {
        if (issuers.isReserved(grant.audience())) {
            throw new IllegalArgumentException("a token of a run for ourselves");
        }
        SigningKey key = keys.signer();
        Instant at = grant.at().truncatedTo(ChronoUnit.SECONDS);
        var claims = Jwt.issuer(issuers.issuer(grant.tenant()))
                .subject(grant.subject())
                .audience(grant.audience())
                .claim("jti", grant.id().toString())
                .claim("nbf", at.getEpochSecond())
                .claim("tenant_id", grant.tenantId().toString())
                .claim("namespace", grant.job().name().namespace().path())
                .claim("job", grant.job().name().name())
                .claim("job_revision", Long.toString(grant.job().revision()))
                .claim("job_digest", grant.job().digest())
                .claim("execution_id", grant.execution().toString())
                .claim("attempt", Integer.toString(grant.attempt()))
                .claim("actor_id", grant.actor().toString())
                .claim("event_name", grant.event())
                .claim("worker_id", grant.worker().toString())
                .issuedAt(at)
                .expiresAt(at.plus(life));
        grant.approval().ifPresent(approval -> claims.claim("approval_id", approval.toString()));
        grant.policy().ifPresent(policy -> claims.claim("policy_digest", policy));
        String text = claims.jws()
                .keyId(key.keyId())
                .algorithm(SignatureAlgorithm.ES256)
                .header("typ", "JWT")
                .sign(key.privateKey());
        return new Issued(text, life);
    }

    /** The claims of a token of that tenant's runs that has not expired; nothing for any other text. */
    public Optional<ObjectNode> verify(String tenant, String text) {
        return TokenText.of(text)
                .filter(token ->
                        issuers.issuer(tenant).equals(token.claims().path("iss").textValue()))
                .filter(token -> keys.check(token) instanceof Signature.Good)
                .map(TokenText::claims)
                .filter(claims -> clock.instant()
                        .isBefore(Instant.ofEpochSecond(claims.path("exp").asLong())));
    }

    /** The keys that anybody may verify the tokens with. */
    public PublishedKeys published() {
        return new PublishedKeys(keys.published());
    }
}
