package dev.gatehouse.gateway.oidc;

import dev.gatehouse.gateway.identity.FailedLookups;
import dev.gatehouse.gateway.issuer.Issuers;
import dev.gatehouse.gateway.sso.TokenText;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Finds out what a token request asks for, and asks whoever gives that. A client is a service account, by its name, or a
 * SCIM client, by its id.
 */
@Singleton
final class Grants {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final AccountGrants accounts;
    private final ScimGrants scim;
    private final Impersonations impersonations;
    private final Issuers issuers;
    private final FailedLookups failures;

    Grants(
            AccountGrants accounts,
            ScimGrants scim,
            Impersonations impersonations,
            Issuers issuers,
            FailedLookups failures) {
        this.accounts = accounts;
        this.scim = scim;
        this.impersonations = impersonations;
        this.issuers = issuers;
        this.failures = failures;
    }

    GrantOutcome grant(TokenRequest request) {
        Optional<String> name = request.form().get("grant_type");
        if (name.isEmpty()) {
            return malformed();
        }
        Optional<GrantType> type = GrantType.named(name.get());
        if (type.isEmpty()) {
            return new GrantOutcome.Refused(OauthError.UNSUPPORTED_GRANT_TYPE, "grant_unknown");
        }
        if (isForOthers(request, "audience") || isForOthers(request, "resource")) {
            return new GrantOutcome.Refused(OauthError.INVALID_TARGET, "token_audience");
        }
        if (failures.areTooMany(request.origin()) && !isForSomebodyElse(request, type.get())) {
            return new GrantOutcome.Throttled();
        }
        return switch (type.get()) {
            case CLIENT_CREDENTIALS -> clientCredentials(request);
            case JWT_BEARER ->
                as(OauthError.INVALID_GRANT, foreign(request, request.form().get("assertion")));
            case TOKEN_EXCHANGE -> exchange(request);
        };
    }

    /** Its token is verified as at every door; for all others the client has to be looked up first. */
    private static boolean isForSomebodyElse(TokenRequest request, GrantType type) {
        return type == GrantType.TOKEN_EXCHANGE && request.form().has("requested_subject");
    }

    /** Tokens are for this tenant's part of our API and for nothing else (RFC 8707, section 2). */
    private boolean isForOthers(TokenRequest request, String parameter) {
        return request.form()
                .get(parameter)
                .filter(value -> !value.equals(issuers.api(request.tenant())))
                .isPresent();
    }

    /** A client shows one credential (RFC 6749, section 2.3). */
    private GrantOutcome clientCredentials(TokenRequest request) {
        boolean header = !request.authorization().isEmpty();
        boolean secret = request.form().has("client_secret");
        boolean assertion = request.form().has("client_assertion");
        if ((header && secret) || (header && assertion) || (secret && assertion)) {
            return malformed();
        }
        if (assertion) {
            return request.form().get("client_assertion_type").equals(Optional.of(ASSERTION_TYPE))
                    ? as(OauthError.INVALID_CLIENT, asserted(request))
                    : malformed();
        }
        Optional<ClientSecret> shown =
                header ? ClientSecret.inHeader(request.authorization()) : ClientSecret.inForm(request.form());
        return shown.flatMap(
                        each -> id(each.client()).map(client -> scim.bySecret(request.tenant(), client, each.secret())))
                .orElseGet(() -> new GrantOutcome.Refused(
                        OauthError.INVALID_CLIENT, shown.isEmpty() ? "token_missing" : "client_unknown"));
    }

    /** Signed by the service account that it names, or by somebody whom the client trusts. */
    private GrantOutcome asserted(TokenRequest request) {
        Optional<TokenText> text = request.form().get("client_assertion").flatMap(TokenText::of);
        Optional<String> issuer = text.flatMap(
                token -> Optional.ofNullable(token.claims().path("iss").textValue()));
        if (text.isEmpty() || issuer.isEmpty() || !ACCOUNT.matcher(issuer.get()).matches()) {
            return foreign(request, request.form().get("client_assertion"));
        }
        Optional<String> client = request.form().get("client_id");
        return client.isPresent() && !client.equals(issuer)
                ? malformed()
                : accounts.byKey(request.tenant(), issuer.get(), text.get());
    }

    /** For a token of another issuer: the client has to be named, for many may trust one issuer. */
    private GrantOutcome foreign(TokenRequest request, Optional<String> shown) {
        Optional<String> client = request.form().get("client_id");
        if (client.isEmpty() || shown.isEmpty()) {
            return malformed();
        }
        Optional<TokenText> token = shown.flatMap(TokenText::of);
        if (token.isEmpty()) {
            return new GrantOutcome.Refused(OauthError.INVALID_GRANT, "token_malformed");
        }
        Optional<UUID> id = id(client.get());
        if (id.isPresent()) {
            return scim.byTrust(request.tenant(), id.get(), token.get());
        }
        return ACCOUNT.matcher(client.get()).matches()
                ? accounts.byTrust(request.tenant(), client.get(), token.get())
                : new GrantOutcome.Refused(OauthError.INVALID_CLIENT, "client_unknown");
    }

    /** What RFC 8693, section 2.2.2, calls an invalid token is an invalid request. */
    private GrantOutcome exchange(TokenRequest request) {
        FormParameters form = request.form();
        Optional<String> token = form.get("subject_token");
        String type = form.get("subject_token_type").orElse("");
        boolean other = form.get("requested_token_type")
                .filter(wanted -> !wanted.equals(TOKEN_TYPE + "access_token"))
                .isPresent();
        boolean known =
                Set.of("access_token", "id_token", "jwt").stream().anyMatch(each -> type.equals(TOKEN_TYPE + each));
        if (token.isEmpty() || !known || other || form.has("actor_token")) {
            return malformed();
        }
        if (!form.has("requested_subject")) {
            return as(OauthError.INVALID_REQUEST, foreign(request, token));
        }
        Optional<UUID> target = form.get("requested_subject").flatMap(Grants::id);
        return target.isEmpty() ? malformed() : impersonations.begin(request.origin(), token.get(), target.get());
    }

    private static Optional<UUID> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static GrantOutcome malformed() {
        return new GrantOutcome.Refused(OauthError.INVALID_REQUEST, "request_malformed");
    }

    /** A credential that is worth nothing has another name with each grant. */
    private static GrantOutcome as(OauthError error, GrantOutcome outcome) {
        return outcome instanceof GrantOutcome.Refused(OauthError given, String reason)
                        && (given == OauthError.INVALID_CLIENT || given == OauthError.INVALID_GRANT)
                ? new GrantOutcome.Refused(error, reason)
                : outcome;
    }
}
