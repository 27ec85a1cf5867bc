package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.FailedAuthentications;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.operation.SourceAddresses;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IssuerEndpoints;
import dev.gatehouse.gateway.sso.ProviderEndpoints;
import dev.gatehouse.gateway.sso.ProviderEndpoints.Lookup;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Leads a browser to its tenant's identity provider and takes it back: authorization code with PKCE. */
@Path("/login/{tenant}")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class LoginEndpoint {
    private static final String LOGIN = "it is how somebody becomes known";
    private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(10);
    private static final int LONGEST_PARAMETER = 4_096;

    private final LoginProviders providers;
    private final ProviderEndpoints endpoints;
    private final LoginEnding ending;
    private final FailedAuthentications failures;
    private final SourceAddresses sources;
    private final LoginAddresses address;
    private final SecureRandom random;

    LoginEndpoint(
            LoginProviders providers,
            ProviderEndpoints endpoints,
            LoginEnding ending,
            FailedAuthentications failures,
            SourceAddresses sources,
            LoginAddresses address,
            SecureRandom random) {
        this.providers = providers;
        this.endpoints = endpoints;
        this.ending = ending;
        this.failures = failures;
        this.sources = sources;
        this.address = address;
        this.random = random;
    }

    /** Shows by which identity providers one can log in. */
    @GET
    @Unguarded(LOGIN)
    public Response choice(@PathParam("tenant") String tenant, @QueryParam("return") @Nullable String returnTo) {
        var ways = providers.of(tenant);
        return ways.isEmpty() ? LoginPages.nothing() : LoginPages.choice(tenant, ways, place(tenant, returnTo));
    }

    /** Sends the browser to the identity provider, to log in there. */
    @GET
    @Path("{provider}")
    @Unguarded(LOGIN)
    public Response start(
            @PathParam("tenant") String tenant,
            @PathParam("provider") String name,
            @QueryParam("return") @Nullable String returnTo) {
        return providers
                .named(tenant, name)
                .map(provider -> switch (endpoints.of(provider)) {
                    case Lookup.Found(var found) -> {
                        var attempt = Attempt.next(random, place(tenant, returnTo));
                        yield PageAnswer.seeOther(question(provider, found, attempt))
                                .header(
                                        HttpHeaders.SET_COOKIE,
                                        Cookies.kept(Attempt.COOKIE, attempt.cookie(), LONGEST_ATTEMPT))
                                .build();
                    }
                    case Lookup.Unavailable _ -> LoginPages.unavailable();
                })
                .orElseGet(LoginPages::nothing);
    }

    /** Takes the browser back from the identity provider; it is logged in from here on where all that comes with it is good. */
    @GET
    @Path("{provider}/callback")
    @Unguarded(LOGIN)
    public Response callback(
            @PathParam("tenant") String tenant,
            @PathParam("provider") String name,
            @QueryParam("code") @Nullable String code,
            @QueryParam("state") @Nullable String state,
            @QueryParam("iss") @Nullable String issuer,
            @QueryParam("error") @Nullable String error,
            @Context HttpHeaders headers,
            @Context HttpServerRequest connection) {
        Optional<IdentityProvider> provider = providers.named(tenant, name);
        if (provider.isEmpty()) {
            return LoginPages.nothing();
        }
        var shown = new LoginAnswer.Shown(
                Cookies.value(headers, Attempt.COOKIE).flatMap(Attempt::parse),
                Cookies.value(headers, SessionCookie.NAME).flatMap(SessionCookie::parse),
                ClientKind.of(Objects.requireNonNullElse(headers.getHeaderString(HttpHeaders.USER_AGENT), "")));
        var origin = new CallerOrigin(tenant, sources.of(connection));
        var answer = new LoginAnswer(
                origin,
                parameter(code),
                parameter(state),
                parameter(issuer),
                parameter(error),
                shown,
                address.callback(tenant, name));
        return switch (ending.end(provider.get(), answer)) {
            case LoginOutcome.LoggedIn(SessionCookie cookie, LocalPath place) ->
                PageAnswer.seeOther(place.text())
                        .header(HttpHeaders.SET_COOKIE, Cookies.forgotten(Attempt.COOKIE))
                        .header(HttpHeaders.SET_COOKIE, cookie.expose(value -> Cookies.kept(SessionCookie.NAME, value)))
                        .build();
            case LoginOutcome.Failed(String reason) -> {
                failures.count(origin, reason);
                yield LoginPages.failed(tenant, reason);
            }
            case LoginOutcome.Refused(String reason) -> {
                failures.count(origin, reason);
                yield LoginPages.refused(tenant, reason);
            }
            case LoginOutcome.NoAccess(String reason) -> {
                failures.count(origin, reason);
                yield LoginPages.noAccess(reason);
            }
            case LoginOutcome.Throttled() -> {
                failures.count(origin, "code_not_exchanged");
                yield LoginPages.tooManyFailures(tenant);
            }
            case LoginOutcome.Busy() -> LoginPages.busy(tenant);
            case LoginOutcome.Unavailable() -> LoginPages.unavailable();
        };
    }

    private static Optional<String> parameter(@Nullable String text) {
        return Optional.ofNullable(text).filter(each -> !each.isEmpty() && each.length() <= LONGEST_PARAMETER);
    }

    /** Where one goes afterwards; what is no place of ours is forgotten. */
    private static LocalPath place(String tenant, @Nullable String returnTo) {
        return Optional.ofNullable(returnTo)
                .flatMap(LocalPath::of)
                .orElseGet(() -> new LocalPath("/account/" + tenant));
    }

    /** The authorization request (RFC 6749, section 4.1.1; OpenID Connect Core 1.0, section 3.1.2.1). */
    private String question(IdentityProvider provider, IssuerEndpoints found, Attempt attempt) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("scope", String.join(" ", provider.loginScopes()));
        parameters.put("client_id", provider.clientId().orElseThrow());
        parameters.put("redirect_uri", address.callback(provider.tenant(), provider.name()));
        parameters.put("state", attempt.state(provider));
        parameters.put("nonce", attempt.nonce(provider));
        parameters.put("code_challenge", attempt.challenge(provider));
        parameters.put("code_challenge_method", "S256");
        String query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return found.authorization() + (found.authorization().contains("?") ? "&" : "?") + query;
    }
}
