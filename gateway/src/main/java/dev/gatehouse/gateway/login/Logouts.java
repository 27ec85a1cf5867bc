package dev.gatehouse.gateway.login;

import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.audit.LoginEvent.LoginEnded;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.HeldSubjects;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.LogoutToken;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends sessions of browsers before their time, each with an end of access in the same transaction: of that session and of
 * nothing else. A session is asked of the database each time, so it is over with the commit, and no epoch has to tell
 * anybody; what its owner has begun goes on, for none of it rests on a session. Thread-safe.
 */
@Singleton
final class Logouts {
    private final Transactions transactions;
    private final AccessEnds ends;
    private final AuditTrail trail;
    private final QuestionLog questions;

    Logouts(Transactions transactions, AccessEnds ends, AuditTrail trail, QuestionLog questions) {
        this.transactions = transactions;
        this.ends = ends;
        this.trail = trail;
        this.questions = questions;
    }

    /**
     * Why sessions end.
     *
     * @param word of the event
     * @param by absent where it is whose session it is
     */
    private record Cause(EndReason reason, String word, Optional<Actor> by, Optional<DecisionReference> decision) {
        static Cause ofOneself(EndReason reason, String word) {
            return new Cause(reason, word, Optional.empty(), Optional.empty());
        }
    }

    /** Ends the one of the cookie; one that has ended stays as it is. */
    void logOut(String tenant, SessionCookie cookie) {
        hasten(transactions.run(connection -> end(
                connection,
                tenant,
                SessionRows.end(connection, tenant, cookie),
                Cause.ofOneself(EndReason.LOGGED_OUT, "logged_out"))));
    }

    /** Ends all that whoever is logged in has in other browsers. */
    void logOutOthers(BrowserSession session) {
        hasten(transactions.run(connection -> end(
                connection,
                session.tenant(),
                SessionRows.endOthers(connection, session),
                Cause.ofOneself(EndReason.SESSION_REVOKED, "revoked"))));
    }

    /** Ends those that the provider's logout token means; false where that was shown before. */
    boolean logOut(IdentityProvider provider, LogoutToken token) {
        String tenant = provider.tenant();
        var by = new Actor(provider.id(), "idp:" + provider.name());
        var cause = new Cause(EndReason.LOGGED_OUT, "provider_logged_out", Optional.of(by), Optional.empty());
        Optional<Integer> ended = transactions.run(connection -> SessionRows.isFirst(
                        connection, tenant, provider.id(), token)
                ? Optional.of(end(connection, tenant, SessionRows.end(connection, tenant, provider.id(), token), cause))
                : Optional.empty());
        ended.ifPresent(this::hasten);
        return ended.isPresent();
    }

    /** Ends it from elsewhere; one that has ended stays as it is. */
    void revoke(SessionAccess.Granted granted) {
        var permit = granted.permit();
        String tenant = permit.subject().tenant();
        var cause = new Cause(
                EndReason.SESSION_REVOKED,
                "revoked",
                Optional.of(Asked.actor(permit.subject())),
                Optional.of(Asked.decision(permit)));
        hasten(transactions.run(connection -> {
            HeldSubjects.hold(connection, permit);
            List<SessionRows.Ended> ended = SessionRows.end(connection, tenant, granted.session());
            if (!ended.isEmpty()) {
                questions.record(connection, tenant, List.of(Asked.allowed(granted.question(), permit)));
            }
            return end(connection, tenant, ended, cause);
        }));
    }

    private void hasten(int ended) {
        if (ended > 0) {
            ends.hasten();
        }
    }

    /** How many they are; with as many statements for many as for one. */
    private int end(Connection connection, String tenant, List<SessionRows.Ended> ended, Cause cause)
            throws SQLException {
        if (ended.isEmpty()) {
            return 0;
        }
        List<LoginEnded> events = new ArrayList<>();
        List<AccessEnds.Wish> wishes = new ArrayList<>();
        for (SessionRows.Ended each : ended) {
            Actor by = cause.by().orElseGet(each::actor);
            events.add(new LoginEnded(by, each.id(), each.subject(), cause.word()));
            var session = new Extent.OneSession(each.id());
            wishes.add(new AccessEnds.Wish(
                    each.subject(), new EndOrder(tenant, cause.reason(), session, by, cause.decision())));
        }
        trail.append(connection, tenant, events);
        ends.beginEach(connection, tenant, wishes);
        return ended.size();
    }
}
