package dev.gatehouse.secrets.vault;

import io.github.jopenlibs.vault.json.Json;
import io.github.jopenlibs.vault.response.AuthResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What became of asking for a token, or for a longer life of one. */
sealed interface AuthReply {
    /**
     * A token.
     *
     * @param ttl zero for one that does not end
     * @param orphan whether it outlives the token that it was made by
     */
    record Granted(String token, String accessor, Duration ttl, boolean renewable, boolean orphan)
            implements AuthReply {
        /** The token is a secret. */
        @Override
        public String toString() {
            return "Granted[redacted]";
        }
    }

    /** The server works, and says no. */
    record Refused() implements AuthReply {}

    /**
     * There is no answer to go by.
     *
     * @param cause one snake_case word
     */
    record Failed(String cause) implements AuthReply {}

    static AuthReply of(AuthResponse response) {
        String token = response.getAuthClientToken();
        String accessor = response.getTokenAccessor();
        return token == null || token.isEmpty() || accessor == null
                ? new Failed(StoreCause.MALFORMED)
                : new Granted(
                        token,
                        accessor,
                        Duration.ofSeconds(Math.max(0, response.getAuthLeaseDuration())),
                        response.isAuthRenewable(),
                        isOrphan(response));
    }

    private static boolean isOrphan(AuthResponse response) {
        byte[] body = response.getRestResponse().getBody();
        return Json.parse(new String(body, StandardCharsets.UTF_8))
                .asObject()
                .get("auth")
                .asObject()
                .getBoolean("orphan", false);
    }
}
