package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The session lives on, with what the worker holds; naming an execution acknowledges its envelope. The signature is
 * {@link RenewalSignature}; the counter grows strictly within the session. A credential that has expired is no obstacle:
 * this request carries its own proof.
 *
 * @param draining whether the worker takes nothing new any more and ends when it has nothing left
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RenewRequest(
        String session, long counter, String sessionKey, String signature, List<Held> running, boolean draining) {
    public RenewRequest {
        requireNonNull(session, "session");
        requireNonNull(sessionKey, "sessionKey");
        requireNonNull(signature, "signature");
        running = List.copyOf(running);
    }
}
