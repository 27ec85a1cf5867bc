package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** Asks for a token by which a running execution shows this audience who it is. Each answer has another one. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record IdentityRequest(String execution, long fence, String audience) {
    public IdentityRequest {
        requireNonNull(execution, "execution");
        requireNonNull(audience, "audience");
    }
}
