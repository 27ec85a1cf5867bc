package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.BoundAccess;
import dev.gatehouse.gateway.grant.GrantChecks;
import dev.gatehouse.gateway.grant.GrantChecks.Checked;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.OwnTokenQuestion;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.TokenQuestion;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may do something with a token that there is: its owner, and those who manage tokens. Whoever may not manage them
 * hears the same of another's token and of one that there is not.
 */
@Singleton
final class TokenAccess {
    private final Permits permits;
    private final GrantChecks grants;
    private final Transactions transactions;

    TokenAccess(Permits permits, GrantChecks grants, Transactions transactions) {
        this.permits = permits;
        this.grants = grants;
        this.transactions = transactions;
    }

    /**
     * A token, the permit to end it or to follow it with another, and what was asked for that.
     *
     * @param holds of a token of somebody else that is followed: all of that one's access
     */
    record Granted(TokenRow token, Permit permit, List<RecordedQuestion> asked, Optional<Checked> holds) {
        Granted {
            asked = List.copyOf(asked);
        }

        /** Leave that gives nobody else's access. */
        Granted(TokenRow token, Permit permit, List<RecordedQuestion> asked) {
            this(token, permit, asked, Optional.empty());
        }
    }

    /** Leave to end it. */
    Granted toRevoke(Subject caller, String id) {
        Optional<TokenRow> token = find(caller, id);
        return token.filter(row -> row.subject().equals(caller.id()))
                .map(row -> own(caller, row))
                .orElseGet(() -> managed(caller, token));
    }

    /**
     * Leave to get a successor of it. Who gets a token of an account gets all its access: so nobody gets one of another
     * person, and one of a service account takes what making one takes.
     */
    Granted toRotate(Subject caller, String id) {
        Granted granted = toRevoke(caller, id);
        if (granted.token().subject().equals(caller.id())) {
            return granted;
        }
        if (!granted.token().service()) {
            throw new ProblemException(
                    Problem.of(409, "token_personal", "Only the person whose token this is can rotate it."));
        }
        var asked = new ArrayList<>(granted.asked());
        UUID account = granted.token().subject();
        for (var place :
                transactions.run(connection -> ServiceAccounts.bindings(connection, caller.tenant(), account))) {
            Namespace namespace = new Namespace(place.namespace());
            permit(new TokenQuestion(caller, namespace), asked);
            permit(new ResourceWriteQuestion(caller, "rolebinding", namespace, place.name()), asked);
        }
        Checked holds = grants.require(
                caller,
                Permission.TOKEN_MANAGE,
                "",
                connection -> BoundAccess.ofSubject(connection, caller.tenant(), account));
        asked.addAll(holds.questions());
        return new Granted(granted.token(), granted.permit(), asked, Optional.of(holds));
    }

    private Granted own(Subject caller, TokenRow token) {
        var asked = new ArrayList<RecordedQuestion>();
        Permit permit = permit(new OwnTokenQuestion(caller, token.namespace()), asked);
        if (!leavesNoMore(token, caller)) {
            throw new ProblemException(
                    Problem.of(403, "scope_exceeded", "This token has more access than the one of the request."));
        }
        return new Granted(token, permit, asked);
    }

    /** A stolen token of little access neither ends nor follows one of more. */
    private static boolean leavesNoMore(TokenRow token, Subject caller) {
        return caller.scope()
                .map(scope -> scope.covers(token.scope().orElseGet(() -> Scope.whole(token.id()))))
                .orElse(true);
    }

    private Granted managed(Subject caller, Optional<TokenRow> token) {
        var asked = new ArrayList<RecordedQuestion>();
        Permit permit = permit(new TokenQuestion(caller, Namespace.ROOT), asked);
        return new Granted(token.orElseThrow(() -> new ProblemException(Problem.notFound())), permit, asked);
    }

    private <P extends Permit> P permit(Question<P> question, List<RecordedQuestion> asked) {
        P permit = permits.obtain(question);
        asked.add(Asked.allowed(question, permit));
        return permit;
    }

    private Optional<TokenRow> find(Subject caller, String id) {
        return PathId.of(id)
                .flatMap(token -> transactions.run(connection -> TokenRow.find(connection, caller.tenant(), token)));
    }
}
