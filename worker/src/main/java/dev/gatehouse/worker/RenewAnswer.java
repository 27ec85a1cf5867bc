package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** The next credential. The one before opens the door a little longer, for requests under way; no other one does. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RenewAnswer(String credential, long credentialSeconds) {
    @Override
    public String toString() {
        return "RenewAnswer[redacted]";
    }
}
