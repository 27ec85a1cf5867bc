package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.AddressPrefix;
import dev.gatehouse.gateway.identity.BearerToken;
import dev.gatehouse.gateway.identity.FailedAuthentications;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.scim.ScimTokens.Standing;
import dev.gatehouse.gateway.scim.directory.Client;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Verifies what a request shows at the SCIM door, and counts what failed as every door does. */
@ApplicationScoped
class ScimCredentials {
    private final ScimTokens tokens;
    private final Tenants tenants;
    private final FailedAuthentications failures;
    private final CurrentVertxRequest current;

    ScimCredentials(ScimTokens tokens, Tenants tenants, FailedAuthentications failures, CurrentVertxRequest current) {
        this.tokens = tokens;
        this.tenants = tenants;
        this.failures = failures;
        this.current = current;
    }

    /**
     * The client whose token the headers show.
     *
     * @param tenant as the path names it
     * @throws ScimFailure 401 where nobody is shown, 404 where the client is another tenant's, 429 where too many bad tokens
     *     came from the caller's network
     */
    Client verified(String tenant, List<String> authorization) {
        Standing standing = BearerToken.in(authorization)
                .flatMap(ScimToken::parse)
                .map(token -> tokens.standing(token, AddressPrefix.of(address())))
                .orElseGet(() -> new Standing.Bad(authorization.isEmpty() ? "token_missing" : "token_malformed"));
        return switch (standing) {
            case Standing.Good(Client client) -> {
                if (!client.tenant().equals(tenant) || !tenants.exists(tenant)) {
                    count(tenant, "tenant_foreign");
                    throw ScimFailure.of(404, "There is no such thing here.");
                }
                yield client;
            }
            case Standing.Bad(String reason) -> {
                count(tenant, reason);
                throw ScimFailure.of(401, "A valid token of a SCIM client is needed: Authorization: Bearer TOKEN.");
            }
            case Standing.NotLookedUp() -> {
                count(tenant, "token_not_looked_up");
                throw ScimFailure.of(429, "Too many bad tokens came from your network. Wait, and try again.");
            }
        };
    }

    private void count(String tenant, String reason) {
        failures.count(tenant, address(), reason);
    }

    private String address() {
        var remote = current.getCurrent().request().remoteAddress();
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? "" : address;
    }
}
