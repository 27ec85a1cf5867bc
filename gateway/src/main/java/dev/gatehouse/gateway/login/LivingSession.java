package dev.gatehouse.gateway.login;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A browser in which somebody is logged in, as people see it: without anything that opens it.
 *
 * @param provider the name of the identity provider that said who it is
 * @param client what kind of browser it is
 * @param groups that the provider named at the login
 * @param seenAt when it was last used, to the minute
 * @param endsAt at the latest
 */
record LivingSession(
        UUID id,
        String provider,
        String client,
        List<String> groups,
        Instant startedAt,
        Instant seenAt,
        Instant endsAt) {
    LivingSession {
        groups = List.copyOf(groups);
    }

    /** As answers show it. */
    Map<String, Object> item() {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", id.toString());
        item.put("provider", provider);
        item.put("client", client);
        item.put("groups", groups);
        item.put("startedAt", startedAt.toString());
        item.put("seenAt", seenAt.toString());
        item.put("endsAt", endsAt.toString());
        return item;
    }
}
