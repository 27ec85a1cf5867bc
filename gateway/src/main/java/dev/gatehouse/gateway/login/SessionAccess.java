package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.OwnTokenQuestion;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectQuestion;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may end a browser's session from elsewhere: whoever is logged in there, as with tokens of one's own, and those who
 * manage subjects. Whoever does not hears the same of another's session and of one that there is not.
 */
@Singleton
final class SessionAccess {
    private static final UUID NOBODY = new UUID(0, 0);

    private final Permits permits;
    private final Transactions transactions;

    SessionAccess(Permits permits, Transactions transactions) {
        this.permits = permits;
        this.transactions = transactions;
    }

    /** Leave to end a session, and the question that gave it. */
    record Granted(UUID session, Question<?> question, Permit permit) {}

    /** Leave to see one's own. */
    Permit toSeeOwn(Subject caller) {
        return permits.obtain(own(caller));
    }

    /** Leave to end it. */
    Granted toEnd(Subject caller, Optional<UUID> session) {
        Optional<UUID> subject = session.flatMap(
                id -> transactions.read(connection -> SessionRows.subject(connection, caller.tenant(), id)));
        if (subject.filter(caller.id()::equals).isPresent()) {
            return own(caller, session.orElseThrow());
        }
        var question = SubjectQuestion.toManage(caller, subject.orElse(NOBODY));
        Permit permit = permits.obtain(question);
        return subject.flatMap(_ -> session)
                .map(id -> new Granted(id, question, permit))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    /** A stolen token of little access ends no session: one leaves all access. */
    private Granted own(Subject caller, UUID session) {
        var question = own(caller);
        Permit permit = permits.obtain(question);
        if (!caller.scope().map(Scope::isWhole).orElse(true)) {
            throw new ProblemException(
                    Problem.of(403, "scope_exceeded", "A session has more access than the token of the request."));
        }
        return new Granted(session, question, permit);
    }

    private static OwnTokenQuestion own(Subject caller) {
        return new OwnTokenQuestion(caller, Namespace.ROOT);
    }
}
