package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.identity.FailedLookups;
import dev.gatehouse.gateway.identity.LinkedUsers;
import dev.gatehouse.gateway.identity.LinkedUsers.Link;
import dev.gatehouse.gateway.sso.CodeExchange;
import dev.gatehouse.gateway.sso.CodeExchange.Code;
import dev.gatehouse.gateway.sso.CodeOutcome;
import dev.gatehouse.gateway.sso.IdToken;
import dev.gatehouse.gateway.sso.IdTokenOutcome;
import dev.gatehouse.gateway.sso.IdTokenVerifier;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IssuerEndpoints;
import dev.gatehouse.gateway.sso.ProviderEndpoints;
import dev.gatehouse.gateway.sso.ProviderEndpoints.Lookup;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Takes what a provider sent back with a browser, and makes a session of it where every check holds: this browser has asked
 * for it, the provider that it asked has answered, its ID token is for us and of this login, and a user is linked to it.
 */
@Singleton
final class LoginEnding {
    /** Whether somebody comes with a token from before, or is still deactivated. */
    private static final String ENDED = "access_ended";

    /** The person, or a rule about the person, said no (RFC 6749, section 4.1.2.1). */
    private static final String DENIED = "access_denied";

    /** The answer was used before: the provider says so of its code, or we of the login that it belongs to. */
    private static final String USED = "code_refused";

    private final ProviderEndpoints endpoints;
    private final CodeExchange exchange;
    private final FailedLookups failures;
    private final IdTokenVerifier verifier;
    private final LinkedUsers users;
    private final Sessions sessions;

    LoginEnding(
            ProviderEndpoints endpoints,
            CodeExchange exchange,
            FailedLookups failures,
            IdTokenVerifier verifier,
            LinkedUsers users,
            Sessions sessions) {
        this.endpoints = endpoints;
        this.exchange = exchange;
        this.failures = failures;
        this.verifier = verifier;
        this.users = users;
        this.sessions = sessions;
    }

    /** @throws DatabaseUnavailable when the user or the session cannot be looked up or written */
    LoginOutcome end(IdentityProvider provider, LoginAnswer answer) {
        Optional<Attempt> asked = answer.browser()
                .attempt()
                .filter(attempt -> answer.state()
                        .filter(state -> Derivation.isSame(state, attempt.state(provider)))
                        .isPresent());
        if (asked.isEmpty()) {
            return new LoginOutcome.Failed("login_not_asked_for");
        }
        return switch (endpoints.of(provider)) {
            case Lookup.Found(var found) -> end(provider, found, answer, asked.get());
            case Lookup.Unavailable _ -> new LoginOutcome.Unavailable();
        };
    }

    private LoginOutcome end(IdentityProvider provider, IssuerEndpoints found, LoginAnswer answer, Attempt asked) {
        boolean named = answer.issuer().map(provider.issuer()::equals).orElse(!found.namesItself());
        if (!named) {
            return new LoginOutcome.Failed("login_issuer");
        }
        if (answer.error().isPresent() || answer.code().isEmpty()) {
            return new LoginOutcome.Refused(
                    answer.error().filter(DENIED::equals).isPresent() ? "login_denied" : "login_refused");
        }
        // The provider knows what a code is worth, and anybody can make one up: it is asked only so often in vain.
        if (failures.areTooMany(answer.origin())) {
            return new LoginOutcome.Throttled();
        }
        var code = new Code(
                answer.code().get(),
                asked.verifier(provider),
                answer.redirectUri(),
                answer.origin().source().network());
        return switch (exchange.exchange(provider, found, code)) {
            case CodeOutcome.Exchanged(String idToken) -> verified(provider, idToken, answer, asked);
            case CodeOutcome.Refused() -> {
                failures.count(answer.origin());
                yield new LoginOutcome.Failed(USED);
            }
            case CodeOutcome.Busy() -> new LoginOutcome.Busy();
            case CodeOutcome.Unavailable _ -> new LoginOutcome.Unavailable();
        };
    }

    private LoginOutcome verified(IdentityProvider provider, String idToken, LoginAnswer answer, Attempt asked) {
        return switch (verifier.verify(provider, idToken, asked.nonce(provider))) {
            case IdTokenOutcome.Verified(IdToken token) -> linked(token, answer, asked);
            case IdTokenOutcome.Refused(String reason) -> new LoginOutcome.Failed(reason);
            case IdTokenOutcome.Unavailable _ -> new LoginOutcome.Unavailable();
        };
    }

    private LoginOutcome linked(IdToken token, LoginAnswer answer, Attempt asked) {
        return switch (users.of(token.provider(), token.subject(), token.email())) {
            case Link.Nobody() -> new LoginOutcome.NoAccess("user_unknown");
            case Link.Several() -> new LoginOutcome.NoAccess("user_ambiguous");
            case Link.One user -> {
                if (user.ended()
                        .filter(ended -> !token.issuedAt().isAfter(ended))
                        .isPresent()) {
                    yield new LoginOutcome.NoAccess(ENDED);
                }
                yield switch (sessions.open(asked, token, user, answer.browser())) {
                    case Opening.Opened(SessionCookie cookie) -> new LoginOutcome.LoggedIn(cookie, asked.returnTo());
                    case Opening.AccessEnded() -> new LoginOutcome.NoAccess(ENDED);
                    case Opening.UsedBefore() -> new LoginOutcome.Failed(USED);
                };
            }
        };
    }
}
