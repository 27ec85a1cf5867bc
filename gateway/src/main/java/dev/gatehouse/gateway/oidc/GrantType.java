package dev.gatehouse.gateway.oidc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the token endpoint gives tokens for (RFC 6749, section 4.4; RFC 7523, section 2.1; RFC 8693, section 2.1). */
enum GrantType {
    CLIENT_CREDENTIALS("client_credentials"),
    JWT_BEARER("urn:ietf:params:oauth:grant-type:jwt-bearer"),
    TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange");

    private final String text;

    GrantType(String text) {
        this.text = text;
    }

    static Optional<GrantType> named(String text) {
        return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    static List<String> names() {
        return Stream.of(values()).map(each -> each.text).toList();
    }
}
