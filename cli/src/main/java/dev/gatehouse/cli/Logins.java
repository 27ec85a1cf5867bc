package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The login of a home: its access token, renewed before it ends. */
final class Logins {
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(30);
    private static final long USUAL_LIFE = 300;
    private static final long LONGEST_LIFE = 31_536_000;

    private final CredentialFile file;
    private final InstantSource clock;

    Logins(CredentialFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The login's access token, which is good for a moment at least. */
    String accessToken(Credential known) {
        return (isGood(known) ? known : file.locked(() -> renewed(known))).accessToken();
    }

    private boolean isGood(Credential credential) {
        return clock.instant().isBefore(credential.expiresAt().minus(BEFORE_THE_END));
    }

    /** Another command may have renewed it since. */
    private Credential renewed(Credential known) {
        Credential now = file.read().orElse(known);
        if (isGood(now)) {
            return now;
        }
        String refreshToken = now.refreshToken().orElseThrow(Logins::over);
        var issuer = new IssuerClient(now.issuer().url());
        URI tokens = issuer.endpoint("token_endpoint").orElseThrow(Logins::over);
        IssuerClient.Reply reply = issuer.post(
                tokens,
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        refreshToken,
                        "client_id",
                        now.issuer().clientId()));
        if (reply.status() >= 500 || reply.status() == 429) {
            throw CommandFailure.unavailable("the identity provider does not renew the login now");
        }
        if (reply.status() != 200) {
            throw over();
        }
        Credential fresh = credential(now.gateway(), now.tenant(), now.issuer(), reply.json(), now.refreshToken());
        file.write(fresh);
        return fresh;
    }

    private static CommandFailure over() {
        return new CommandFailure(ExitCode.REFUSED, "the login has ended: run gatehouse login again");
    }

    /**
     * What a token answer (RFC 6749, section 5.1) leaves.
     *
     * @param before the refresh token until now, which stays where the answer has none
     */
    Credential credential(
            URI gateway, String tenant, Credential.Issuer issuer, JsonNode answer, Optional<String> before) {
        String accessToken = answer.path("access_token").asText("");
        if (accessToken.isEmpty()) {
            throw CommandFailure.unavailable("the identity provider answered without a token");
        }
        Instant end =
                clock.instant().plusSeconds(Math.clamp(answer.path("expires_in").asLong(USUAL_LIFE), 0, LONGEST_LIFE));
        return new Credential(
                gateway,
                tenant,
                issuer,
                accessToken,
                end,
                Optional.ofNullable(answer.path("refresh_token").textValue()).or(() -> before));
    }
}
