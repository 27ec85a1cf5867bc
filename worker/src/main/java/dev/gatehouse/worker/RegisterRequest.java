package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A worker asks for a session. A worker whose identity key the gateway does not know must name a join token and prove
 * it ({@link JoinProof}); one that it knows needs neither. Either way the identity key signs the session key and a
 * number greater than in every registration before ({@link RegistrationSignature}), so no answer that was lost and no
 * restart costs a second join token, and no recorded request can be played again.
 *
 * @param joinToken the id of the join token, never its secret; absent when the worker has been registered
 * @param proof absent exactly when the join token is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RegisterRequest(
        @Nullable String joinToken,
        String name,
        String identityKey,
        String sessionKey,
        long counter,
        String signature,
        @Nullable String proof,
        String isolation) {
    public RegisterRequest {
        requireNonNull(name, "name");
        requireNonNull(identityKey, "identityKey");
        requireNonNull(sessionKey, "sessionKey");
        requireNonNull(signature, "signature");
        requireNonNull(isolation, "isolation");
        if ((joinToken == null) != (proof == null)) {
            throw new IllegalArgumentException("a join token goes with its proof");
        }
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("name has 1 to 100 characters");
        }
        if (!isolation.equals(Protocol.ISOLATION_PID_NAMESPACE) && !isolation.equals(Protocol.ISOLATION_NONE)) {
            throw new IllegalArgumentException("isolation is pid_namespace or none");
        }
    }
}
