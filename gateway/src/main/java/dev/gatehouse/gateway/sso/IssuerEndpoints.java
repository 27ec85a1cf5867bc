package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.worker.Egress;
import java.util.Optional;

/**
 * Where an issuer's logins go, as its metadata says (OpenID Connect Discovery 1.0, section 3).
 *
 * @param authorization where a browser is sent to log in
 * @param token where a code is exchanged
 * @param endSession where a browser is sent to log out there, too
 * @param namesItself whether its answers say who it is (RFC 9207, section 3)
 */
public record IssuerEndpoints(String authorization, String token, Optional<String> endSession, boolean namesItself) {
    /** Those of the metadata; nothing where one that a login needs is missing, or no URL in our spelling. */
    static Optional<IssuerEndpoints> of(ObjectNode metadata) {
        return address(metadata, "authorization_endpoint")
                .flatMap(authorization -> address(metadata, "token_endpoint")
                        .map(token -> new IssuerEndpoints(
                                authorization,
                                token,
                                address(metadata, "end_session_endpoint"),
                                metadata.path("authorization_response_iss_parameter_supported")
                                        .asBoolean())));
    }

    private static Optional<String> address(ObjectNode metadata, String member) {
        return Optional.ofNullable(metadata.path(member).textValue())
                .filter(url -> Egress.misspelling(url).isEmpty());
    }
}
