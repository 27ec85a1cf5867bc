package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.sso.IdentityProvider;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a browser sees on its way in and out. */
final class LoginPages {
    private LoginPages() {}

    /** The ways in. */
    static Response choice(String tenant, List<IdentityProvider> providers, LocalPath returnTo) {
        List<Html> ways = providers.stream()
                .map(provider -> Html.of(
                        "<li><a class=\"choice\" href=\"%s\">Continue with %s</a></li>\n",
                        Html.text(start(provider, returnTo)), Html.text(provider.name())))
                .toList();
        return PageAnswer.of(200, "Log in to " + tenant, Html.of("<ul class=\"choices\">\n%s</ul>", Html.all(ways)))
                .build();
    }

    private static String start(IdentityProvider provider, LocalPath returnTo) {
        return "/login/" + provider.tenant() + "/" + provider.name() + "?return="
                + URLEncoder.encode(returnTo.text(), StandardCharsets.UTF_8);
    }

    /** There is no such place. */
    static Response nothing() {
        return PageAnswer.of(404, "Not found", Html.markup("<p>There is no such thing here.</p>"))
                .build();
    }

    /** The login did not work, and can be begun again. */
    static Response failed(String tenant, String reason) {
        return PageAnswer.of(400, "The login did not work", Html.of("""
                        <p>What came back from the identity provider counts for nothing: it does not belong to a login that
                        this browser has begun, was used before, or is not what this tenant has declared. Nobody was logged
                        in.</p>
                        <p><a class="choice" href="/login/%s">Begin again</a></p>
                        <p class="quiet">%s</p>
                        """, Html.text(tenant), Html.text(reason)))
                .build();
    }

    /** The provider let nobody in. */
    static Response refused(String tenant, String reason) {
        return PageAnswer.of(403, "Not logged in", Html.of("""
                        <p>The identity provider let nobody in: it refused, or the login was cancelled there. Nobody was logged
                        in.</p>
                        <p><a class="choice" href="/login/%s">Begin again</a></p>
                        <p class="quiet">%s</p>
                        """, Html.text(tenant), Html.text(reason)))
                .build();
    }

    /** The person is known there, and nobody here. */
    static Response noAccess(String reason) {
        return PageAnswer.of(403, "No access", Html.of("""
                        <p>The identity provider knows you, and there is no user here who is linked to you and has access. An
                        administrator of the tenant can change that.</p>
                        <p class="quiet">%s</p>
                        """, Html.text(reason))).build();
    }

    /** Too many come back at once; the code that this one brought may be used up by then, so it begins again. */
    static Response busy(String tenant) {
        return later(503, Html.of("""
                <p>Too many people are logging in by this identity provider at this moment. Nobody was logged in.</p>
                <p><a class="choice" href="/login/%s">Begin again</a></p>
                """, Html.text(tenant)));
    }

    /** Too much of what came from there was worth nothing. */
    static Response tooManyFailures(String tenant) {
        return later(429, Html.of("""
                <p>Too many logins and tokens that are worth nothing came from your network. Nobody was logged in.</p>
                <p><a class="choice" href="/login/%s">Begin again</a></p>
                <p class="quiet">too_many_failures</p>
                """, Html.text(tenant)));
    }

    /** The provider is away. */
    static Response unavailable() {
        return later(503, Html.markup("<p>The identity provider does not answer. Nobody was logged in.</p>"));
    }

    private static Response later(int status, Html why) {
        return PageAnswer.of(status, "Try again in a moment", why)
                .header(HttpHeaders.RETRY_AFTER, 10)
                .build();
    }
}
