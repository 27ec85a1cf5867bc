package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.sso.AccessToken;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The users whom tests link; nobody else. */
@Mock
@Singleton
public final class TestDirectory implements LinkedUsers {
    private final Map<String, Link> links = new ConcurrentHashMap<>();

    @Override
    public Link of(AccessToken token) {
        return links.getOrDefault(token.provider().tenant() + "/" + token.subject(), new Link.Nobody());
    }

    /** From now on the person is this user of the tenant. */
    public void link(String tenant, String person, UUID user) {
        says(tenant, person, new Link.One(user, Optional.empty()));
    }

    void linkEnded(String tenant, String person, UUID user, Instant ended) {
        says(tenant, person, new Link.One(user, Optional.of(ended)));
    }

    void says(String tenant, String person, Link link) {
        links.put(tenant + "/" + person, link);
    }
}
