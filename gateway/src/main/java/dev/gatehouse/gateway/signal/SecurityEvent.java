package dev.gatehouse.gateway.signal;

import dev.gatehouse.gateway.sso.IdentityProvider;
import java.util.List;
import java.util.Optional;

/**
 * A security event token that is believed (RFC 8417).
 *
 * @param provider whose issuer signed it
 * @param id its {@code jti}
 * @param types the URIs of what has happened
 * @param person whom it is about, by the value that the provider's tokens name them by; absent where it names nobody, or
 *     somebody only by an address
 */
record SecurityEvent(IdentityProvider provider, String id, List<String> types, Optional<String> person) {
    private static final List<String> ENDING = List.of(
            "https://schemas.openid.net/secevent/caep/event-type/session-revoked",
            "https://schemas.openid.net/secevent/caep/event-type/credential-change",
            "https://schemas.openid.net/secevent/risc/event-type/account-disabled");

    SecurityEvent {
        types = List.copyOf(types);
    }

    /** Whether access ends with it. */
    boolean endsAccess() {
        return types.stream().anyMatch(ENDING::contains);
    }

    @Override
    public String toString() {
        return "SecurityEvent" + types;
    }
}
