package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Objects;

/**
 * A new session and its first credential.
 *
 * @param credentialSeconds how long the credential is good for
 * @param sessionTtlMillis how long the session lives without renewal
 * @param renewMillis how often the worker renews
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RegisterAnswer(
        String worker,
        String tenant,
        String group,
        String session,
        String credential,
        long credentialSeconds,
        long sessionTtlMillis,
        long renewMillis) {
    public RegisterAnswer {
        Objects.requireNonNull(worker);
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(group);
        Objects.requireNonNull(session);
        Objects.requireNonNull(credential);
    }

    @Override
    public String toString() {
        return "RegisterAnswer[worker=" + worker + ", tenant=" + tenant + ", group=" + group + ", session=" + session
                + ", credential=redacted]";
    }
}
