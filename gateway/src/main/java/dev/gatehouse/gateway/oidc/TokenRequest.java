package dev.gatehouse.gateway.oidc;

import dev.gatehouse.gateway.identity.CallerOrigin;
import java.util.List;

/** A request for a token, read and not believed. */
record TokenRequest(CallerOrigin origin, FormParameters form, List<String> authorization) {
    TokenRequest {
        authorization = List.copyOf(authorization);
    }

    /** As the path names it. */
    String tenant() {
        return origin.tenant();
    }
}
