package dev.gatehouse.gateway.login;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The page that shows somebody their own access, and what they see when they have left it. */
final class AccountPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private AccountPage() {}

    static Response of(BrowserSession session, String name, OwnAccess.Access access, String formToken) {
        return PageAnswer.of(
                        200,
                        name,
                        Html.of(
                                """
                                <dl>
                                <dt>Tenant</dt><dd>%s</dd>
                                <dt>Your id</dt><dd>%s</dd>
                                <dt>Logged in by</dt><dd>%s, %s</dd>
                                <dt>Until</dt><dd>%s at the latest</dd>
                                </dl>
                                <h2 id="access">Your access</h2>
                                %s
                                <h2 id="groups">Your groups</h2>
                                %s
                                %s<form method="post" action="/account/%s/logout">
                                <input type="hidden" name="token" value="%s">
                                <button type="submit">Log out</button>
                                </form>
                                """,
                                Html.text(session.tenant()),
                                Html.text(session.subject().toString()),
                                Html.text(session.providerName()),
                                Html.text(TIME.format(session.startedAt())),
                                Html.text(TIME.format(session.endsAt())),
                                grants(access),
                                groups(access),
                                elsewhere(session.tenant(), access, formToken),
                                Html.text(session.tenant()),
                                Html.text(formToken)))
                .build();
    }

    private static Html grants(OwnAccess.Access access) {
        if (access.grants().isEmpty()) {
            return Html.markup("<p>No role is bound to you or to a group of yours.</p>");
        }
        return Html.of(
                """
                <table aria-labelledby="access">
                <thead><tr><th scope="col">Role</th><th scope="col">Where</th><th scope="col">By</th>
                <th scope="col">Through</th></tr></thead>
                <tbody>%s</tbody>
                </table>
                """,
                Html.all(access.grants().stream()
                        .map(grant -> Html.of(
                                """
                                <tr><td data-label="Role">%s</td><td data-label="Where">%s and below</td>
                                <td data-label="By">%s</td><td data-label="Through">%s</td></tr>
                                """,
                                Html.text(grant.role()),
                                Html.text(grant.namespace()),
                                Html.text(grant.giver()),
                                Html.text(grant.through().isEmpty() ? "yourself" : "group " + grant.through())))
                        .toList()));
    }

    private static Html groups(OwnAccess.Access access) {
        if (access.groups().isEmpty()) {
            return Html.markup("<p>You are in no group.</p>");
        }
        return Html.of(
                """
                <table aria-labelledby="groups">
                <thead><tr><th scope="col">Group</th><th scope="col">Who says so</th></tr></thead>
                <tbody>%s</tbody>
                </table>
                """,
                Html.all(access.groups().stream()
                        .map(group -> Html.of(
                                "<tr><td data-label=\"Group\">%s</td><td data-label=\"Who says so\">%s</td></tr>\n",
                                Html.text(group.name()), Html.text(group.source())))
                        .toList()));
    }

    private static Html elsewhere(String tenant, OwnAccess.Access access, String formToken) {
        if (access.elsewhere().isEmpty()) {
            return Html.NOTHING;
        }
        return Html.of(
                """
                <h2 id="elsewhere">Your other browsers</h2>
                <table aria-labelledby="elsewhere">
                <thead><tr><th scope="col">Browser</th><th scope="col">Logged in by</th><th scope="col">Since</th>
                <th scope="col">Last used</th></tr></thead>
                <tbody>%s</tbody>
                </table>
                <form method="post" action="/account/%s/logout-elsewhere">
                <input type="hidden" name="token" value="%s">
                <button type="submit">Log out everywhere else</button>
                </form>
                """,
                Html.all(access.elsewhere().stream()
                        .map(each -> Html.of(
                                """
                                <tr><td data-label="Browser">%s</td><td data-label="Logged in by">%s</td>
                                <td data-label="Since">%s</td><td data-label="Last used">%s</td></tr>
                                """,
                                Html.text(each.client()),
                                Html.text(each.provider()),
                                Html.text(TIME.format(each.startedAt())),
                                Html.text(TIME.format(each.seenAt()))))
                        .toList()),
                Html.text(tenant),
                Html.text(formToken));
    }

    /** Logged out here; at the provider one may still be logged in. */
    static ResponseBuilder loggedOut(String tenant, Optional<EndSession> atProvider) {
        return PageAnswer.of(
                200,
                "You are logged out",
                Html.of(
                        """
                        <p>This browser's session has ended. The identity provider may still know you.</p>
                        <ul class="choices">
                        %s<li><a href="/login/%s">Log in again</a></li>
                        </ul>
                        """,
                        atProvider
                                .map(each -> Html.of(
                                        "<li><a class=\"choice\" href=\"%s\">Log out at %s, too</a></li>\n",
                                        Html.text(each.url()), Html.text(each.provider())))
                                .orElse(Html.NOTHING),
                        Html.text(tenant)));
    }
}
