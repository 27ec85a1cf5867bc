package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.ProviderEndpoints;
import dev.gatehouse.gateway.sso.ProviderEndpoints.Lookup;
import dev.gatehouse.policy.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One's own page: who one is here, what one may do and why; and the way out. */
@Path("/account/{tenant}")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class AccountEndpoint {
    private static final String SESSION = "the cookie of a browser's session, of the tenant in the path";

    private final Sessions sessions;
    private final Logouts logouts;
    private final SubjectFacts facts;
    private final OwnAccess access;
    private final LoginProviders providers;
    private final ProviderEndpoints endpoints;
    private final LoginAddresses address;

    AccountEndpoint(
            Sessions sessions,
            Logouts logouts,
            SubjectFacts facts,
            OwnAccess access,
            LoginProviders providers,
            ProviderEndpoints endpoints,
            LoginAddresses address) {
        this.sessions = sessions;
        this.logouts = logouts;
        this.facts = facts;
        this.access = access;
        this.providers = providers;
        this.endpoints = endpoints;
        this.address = address;
    }

    private record Visitor(SessionCookie cookie, BrowserSession session, Subject subject) {}

    /** Shows who one is and one's access; without a session it leads to the login. */
    @GET
    @Unguarded(SESSION)
    public Response page(@PathParam("tenant") String tenant, @Context HttpHeaders headers) {
        return visitor(tenant, headers)
                .map(visitor -> AccountPage.of(
                        visitor.session(),
                        visitor.subject().name(),
                        access.of(visitor.subject(), visitor.session()),
                        visitor.cookie().formToken()))
                .orElseGet(() -> toLogin(tenant));
    }

    /** Logs the browser out. It takes the token of the page's form, so that no other page can do it. */
    @POST
    @Path("logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Unguarded(SESSION)
    public Response logOut(@PathParam("tenant") String tenant, @Nullable String body, @Context HttpHeaders headers) {
        return byOurForm(tenant, body, headers, visitor -> {
            logouts.logOut(tenant, visitor.cookie());
            return AccountPage.loggedOut(tenant, endAtProvider(visitor.session()))
                    .header(HttpHeaders.SET_COOKIE, Cookies.forgotten(SessionCookie.NAME))
                    .build();
        });
    }

    /** Logs all other browsers of the same person out, and shows the page again. */
    @POST
    @Path("logout-elsewhere")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Unguarded(SESSION)
    public Response logOutElsewhere(
            @PathParam("tenant") String tenant, @Nullable String body, @Context HttpHeaders headers) {
        return byOurForm(tenant, body, headers, visitor -> {
            logouts.logOutOthers(visitor.session());
            return PageAnswer.seeOther("/account/" + tenant).build();
        });
    }

    private Response byOurForm(
            String tenant, @Nullable String body, HttpHeaders headers, Function<Visitor, Response> act) {
        Optional<Visitor> visitor = visitor(tenant, headers);
        if (visitor.isEmpty()) {
            return toLogin(tenant);
        }
        boolean ofOurPage = FormBody.parse(Objects.requireNonNullElse(body, ""))
                .flatMap(form -> form.field("token"))
                .filter(token -> Derivation.isSame(token, visitor.get().cookie().formToken()))
                .isPresent();
        return ofOurPage
                ? act.apply(visitor.get())
                : PageAnswer.of(403, "Not logged out", Html.markup("<p>This was not asked for by your own page.</p>"))
                        .build();
    }

    private static Response toLogin(String tenant) {
        return LocalPath.of("/login/" + tenant)
                .map(place -> PageAnswer.seeOther(place.text()).build())
                .orElseGet(LoginPages::nothing);
    }

    /** Whose session the cookie is, in the groups of the login, too. */
    private Optional<Visitor> visitor(String tenant, HttpHeaders headers) {
        return Cookies.value(headers, SessionCookie.NAME)
                .flatMap(SessionCookie::parse)
                .flatMap(cookie -> sessions.find(cookie)
                        .filter(session -> session.tenant().equals(tenant))
                        .flatMap(session -> facts.reread(tenant, session.subject())
                                .filter(Subject::active)
                                .map(subject -> new Visitor(cookie, session, subject))));
    }

    /** Where one logs out at the provider, too (OpenID Connect RP-Initiated Logout 1.0); it asks there. */
    private Optional<EndSession> endAtProvider(BrowserSession session) {
        Optional<IdentityProvider> provider = providers.named(session.tenant(), session.providerName());
        return provider.flatMap(each -> switch (endpoints.of(each)) {
            case Lookup.Found(var found) ->
                found.endSession()
                        .map(place -> new EndSession(
                                each.name(), place, each.clientId().orElseThrow(), address.login(session.tenant())));
            case Lookup.Unavailable _ -> Optional.empty();
        });
    }
}
