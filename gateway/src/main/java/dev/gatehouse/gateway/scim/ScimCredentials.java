package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.identity.BearerToken;
import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.FailedAuthentications;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.operation.SourceAddresses;
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
    private final SourceAddresses sources;
    private final CurrentVertxRequest current;

    ScimCredentials(
            ScimTokens tokens,
            Tenants tenants,
            FailedAuthentications failures,
            SourceAddresses sources,
            CurrentVertxRequest current) {
        this.tokens = tokens;
        this.tenants = tenants;
        this.failures = failures;
        this.sources = sources;
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
        var origin = new CallerOrigin(tenant, sources.of(current.getCurrent().request()));
        Standing standing = BearerToken.in(authorization)
                .flatMap(ScimToken::parse)
                .map(token -> tokens.standing(token, origin))
                .orElseGet(() -> new Standing.Bad(authorization.isEmpty() ? "token_missing" : "token_malformed"));
        return switch (standing) {
            case Standing.Good(Client client) -> {
                if (!client.tenant().equals(tenant) || !tenants.exists(tenant)) {
                    failures.count(origin, "tenant_foreign");
                    throw ScimFailure.of(404, "There is no such thing here.");
                }
                yield client;
            }
            case Standing.Bad(String reason) -> {
                failures.count(origin, reason);
                throw ScimFailure.of(401, "A valid token of a SCIM client is needed: Authorization: Bearer TOKEN.");
            }
            case Standing.NotLookedUp() -> {
                failures.count(origin, "token_not_looked_up");
                throw ScimFailure.of(429, "Too many bad tokens came from your network. Wait, and try again.");
            }
        };
    }
}
