package dev.gatehouse.gateway.oidc;

import java.util.List;

/**
 * A request for a token, read and not believed.
 *
 * @param network the caller's address prefix
 */
record TokenRequest(String tenant, FormParameters form, List<String> authorization, String network) {
    TokenRequest {
        authorization = List.copyOf(authorization);
    }
}
