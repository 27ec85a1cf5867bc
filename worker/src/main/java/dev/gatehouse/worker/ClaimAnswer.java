package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** What was claimed; empty when there was nothing to do. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClaimAnswer(List<Claim> claims) {
    public ClaimAnswer {
        claims = List.copyOf(claims);
    }
}
