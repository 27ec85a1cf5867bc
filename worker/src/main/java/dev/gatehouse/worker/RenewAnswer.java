package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** The next credential; the one before stays good until it expires. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RenewAnswer(String credential, long credentialSeconds) {
    @Override
    public String toString() {
        return "RenewAnswer[redacted]";
    }
}
