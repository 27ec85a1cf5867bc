package dev.gatehouse.gateway.oidc;

import java.util.Locale;

/** Why the token endpoint gives no token (RFC 6749, section 5.2; RFC 8693, section 2.2.2). */
enum OauthError {
    INVALID_REQUEST("A parameter is missing, stands there twice, or says nothing that counts here."),
    INVALID_CLIENT("The client does not prove who it is."),
    INVALID_GRANT("The assertion is worth nothing here."),
    INVALID_TARGET("The token would be for somebody else than this gateway."),
    UNAUTHORIZED_CLIENT("You may not do this here."),
    UNSUPPORTED_GRANT_TYPE("This is no grant that this endpoint knows."),
    TEMPORARILY_UNAVAILABLE("Nobody can say at this moment. Repeat the request.");

    private final String description;

    OauthError(String description) {
        this.description = description;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }
}
