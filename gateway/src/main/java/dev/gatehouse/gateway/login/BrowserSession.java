package dev.gatehouse.gateway.login;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A browser that is logged in, as a row has it.
 *
 * @param provider the id of the identity provider that said who it is
 * @param providerName its name now
 * @param groups that the provider named at the login
 * @param endsAt at the latest
 * @param unseen whether it is time to note that the browser is still there: once a minute
 */
record BrowserSession(
        String tenant,
        UUID id,
        UUID subject,
        UUID provider,
        String providerName,
        List<String> groups,
        Instant startedAt,
        Instant endsAt,
        boolean unseen) {
    BrowserSession {
        groups = List.copyOf(groups);
    }
}
