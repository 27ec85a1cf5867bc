package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A login for which a person opens a page anywhere and enters a code, while this program waits (RFC 8628).
 */
final class DeviceGrant {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final long SHORTEST_INTERVAL = 1;
    private static final long LONGEST_INTERVAL = 300;
    private static final long LONGEST_WAIT = 3_600;

    private static final List<String> NEEDED = List.of("device_code", "user_code", "verification_uri");

    private final World world;
    private final IssuerClient issuer;
    private final String clientId;

    DeviceGrant(World world, IssuerClient issuer, String clientId) {
        this.world = world;
        this.issuer = issuer;
        this.clientId = clientId;
    }

    /** Asks, tells the person what to do, and waits for the tokens. */
    JsonNode tokens(String scope) {
        URI start = endpoint("device_authorization_endpoint");
        URI tokens = endpoint("token_endpoint");
        String verifier = world.ids().get() + "-" + world.ids().get();
        IssuerClient.Reply begun = issuer.post(
                start,
                Map.of(
                        "client_id",
                        clientId,
                        "scope",
                        scope,
                        "code_challenge",
                        challenge(verifier),
                        "code_challenge_method",
                        "S256"));
        if (begun.status() != 200) {
            throw refused(begun.error());
        }
        JsonNode grant = begun.json();
        for (String needed : NEEDED) {
            if (grant.path(needed).asText("").isEmpty()) {
                throw CommandFailure.unavailable("the identity provider began no login: " + start
                        + " answered without a " + needed + " (RFC 8628, section 3.2)");
            }
        }
        tell(grant);
        return await(tokens, grant, verifier);
    }

    private URI endpoint(String name) {
        return issuer.endpoint(name)
                .orElseThrow(() -> CommandFailure.usage("the identity provider has no logins by device"));
    }

    private void tell(JsonNode grant) {
        String page = grant.path("verification_uri").asText();
        world.say("Open " + page + " and enter the code "
                + grant.path("user_code").asText());
        String complete = grant.path("verification_uri_complete").asText("");
        if (!complete.isEmpty()) {
            world.say("or open " + complete);
        }
    }

    /**
     * Of that verifier (RFC 7636, section 4.2): issuers that want it of a client want it here, too, and others pass it over
     * (RFC 6749, section 3.2).
     */
    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private JsonNode await(URI tokens, JsonNode grant, String verifier) {
        Instant end = world.clock()
                .instant()
                .plusSeconds(Math.clamp(grant.path("expires_in").asLong(600), 0, LONGEST_WAIT));
        Duration interval = grant.has("interval")
                ? Duration.ofSeconds(Math.clamp(grant.path("interval").asLong(), SHORTEST_INTERVAL, LONGEST_INTERVAL))
                : USUAL_INTERVAL;
        Map<String, String> form = Map.of(
                "grant_type",
                GRANT,
                "device_code",
                grant.path("device_code").asText(),
                "client_id",
                clientId,
                "code_verifier",
                verifier);
        while (world.clock().instant().isBefore(end)) {
            Duration left = Duration.between(world.clock().instant(), end);
            LockSupport.parkNanos((interval.compareTo(left) < 0 ? interval : left).toNanos());
            IssuerClient.Reply reply = issuer.post(tokens, form);
            switch (reply.error()) {
                case "" -> {
                    return reply.json();
                }
                case "authorization_pending" -> {}
                case "slow_down" -> interval = interval.plus(SLOWER);
                case "expired_token" -> throw tooLate();
                default -> throw refused(reply.error());
            }
        }
        throw tooLate();
    }

    private static CommandFailure tooLate() {
        return new CommandFailure(ExitCode.REFUSED, "the code has expired: run gatehouse login again");
    }

    private static CommandFailure refused(String error) {
        return new CommandFailure(ExitCode.REFUSED, "the identity provider refused the login: " + error);
    }
}
