package dev.gatehouse.gateway.oidc;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.federation.ForeignTokens;
import dev.gatehouse.gateway.federation.ForeignTokens.Trust;
import dev.gatehouse.gateway.scim.ScimLogins;
import dev.gatehouse.gateway.scim.ScimLogins.Login;
import dev.gatehouse.gateway.sso.TokenText;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Gives SCIM clients tokens for their door: for a secret, or for a token of another issuer that they trust. */
@Singleton
final class ScimGrants {
    private final ScimLogins logins;
    private final ForeignTokens foreign;

    ScimGrants(ScimLogins logins, ForeignTokens foreign) {
        this.logins = logins;
        this.foreign = foreign;
    }

    /** @throws DatabaseUnavailable when the secret cannot be looked up, or the token not kept */
    GrantOutcome bySecret(String tenant, UUID client, String secret) {
        return outcome(logins.bySecret(tenant, client, secret));
    }

    /** @throws DatabaseUnavailable when the client cannot be looked up, or the token not kept */
    GrantOutcome byTrust(String tenant, UUID client, TokenText token) {
        Optional<ScimLogins.Trusting> rule = logins.trust(tenant, client);
        if (rule.isEmpty()) {
            return new GrantOutcome.Refused(OauthError.INVALID_CLIENT, "client_unknown");
        }
        return switch (foreign.judge(tenant, List.of(rule.get().rule()), token)) {
            case Trust.Trusted(String issuer) -> outcome(logins.byTrust(tenant, client, rule.get(), issuer));
            case Trust.Refused(String reason) -> new GrantOutcome.Refused(OauthError.INVALID_CLIENT, reason);
            case Trust.Unavailable(String cause) -> new GrantOutcome.Unavailable(cause);
        };
    }

    private static GrantOutcome outcome(Login login) {
        return switch (login) {
            case Login.Granted granted -> new GrantOutcome.Granted(granted.token(), granted.life());
            case Login.Refused(String reason) -> new GrantOutcome.Refused(OauthError.INVALID_CLIENT, reason);
        };
    }
}
