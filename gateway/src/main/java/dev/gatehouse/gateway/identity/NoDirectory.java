package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.sso.AccessToken;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** Knows nobody: without a directory no token of an identity provider means anybody here. */
@Singleton
@DefaultBean
final class NoDirectory implements LinkedUsers {
    @Override
    public Link of(AccessToken token) {
        return new Link.Nobody();
    }
}
