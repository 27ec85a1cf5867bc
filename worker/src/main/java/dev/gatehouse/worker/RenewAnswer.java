package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Objects;

/**
 * The next credential. The one before opens the door a little longer, for requests under way; no other one does.
 *
 * @param over of what the renewal named, that whose record is closed: lost, or ended by the gateway; to be ended at once
 * @param drain whether somebody wants the worker to take nothing new, to finish what it runs, and to end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RenewAnswer(
        String credential,
        long credentialSeconds,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Held> over,
        boolean drain) {
    public RenewAnswer {
        Objects.requireNonNull(credential);
        over = List.copyOf(over);
    }

    @Override
    public String toString() {
        return "RenewAnswer[redacted]";
    }
}
