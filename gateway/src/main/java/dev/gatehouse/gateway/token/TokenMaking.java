package dev.gatehouse.gateway.token;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.audit.QuestionLog;
import dev.gatehouse.gateway.audit.RecordedQuestion;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.grant.BoundAccess;
import dev.gatehouse.gateway.grant.GrantChecks;
import dev.gatehouse.gateway.grant.GrantChecks.Checked;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.resource.Resources;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.TokenPermit;
import dev.gatehouse.policy.TokenQuestion;
import dev.gatehouse.policy.WritePermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes a service account, its binding and a token in one transaction.
 *
 * <p>Who gets a token of an account gets all its access. So the caller must be allowed to hand out tokens and bindings
 * not only where the new role counts, but wherever the account is bound already, and hold there what it has.
 */
@Singleton
final class TokenMaking {
    private static final String BINDING = "rolebinding";

    private final Permits permits;
    private final Transactions transactions;
    private final Resources resources;
    private final TokenWriter writer;
    private final QuestionLog questions;
    private final SnapshotLoader policies;
    private final GrantChecks grants;
    private final Supplier<UUID> ids;

    TokenMaking(
            Permits permits,
            Transactions transactions,
            Resources resources,
            TokenWriter writer,
            QuestionLog questions,
            SnapshotLoader policies,
            GrantChecks grants,
            Supplier<UUID> ids) {
        this.permits = permits;
        this.transactions = transactions;
        this.resources = resources;
        this.writer = writer;
        this.questions = questions;
        this.policies = policies;
        this.grants = grants;
        this.ids = ids;
    }

    /** The answer's members, with the token in them. */
    Map<String, Object> make(Subject caller, TokenOrder order) {
        var asked = new ArrayList<RecordedQuestion>();
        TokenPermit tokens = permit(new TokenQuestion(caller, order.namespace()), asked);
        WritePermit binding =
                permit(new ResourceWriteQuestion(caller, BINDING, order.namespace(), order.binding()), asked);
        for (var place : boundAlready(caller.tenant(), order.account())) {
            Namespace namespace = new Namespace(place.namespace());
            permit(new TokenQuestion(caller, namespace), asked);
            permit(new ResourceWriteQuestion(caller, BINDING, namespace, place.name()), asked);
        }
        Checked holds = grants.require(
                caller, Permission.TOKEN_MANAGE, "/role", connection -> given(connection, caller.tenant(), order));
        var made = transactions.run(connection -> {
            holds.hold(connection, true);
            UUID account = ServiceAccounts.ensure(connection, caller.tenant(), order.account(), ids.get());
            bind(connection, order, account, binding);
            questions.record(connection, caller.tenant(), asked);
            questions.record(connection, caller.tenant(), holds.questions());
            return writer.write(connection, tokens, account, order);
        });
        policies.refresh(caller.tenant());
        return Map.of(
                "id", made.id(),
                "subject", made.subject(),
                "token", made.token().expose(Function.identity()),
                "expiresAt", made.expiresAt().toString());
    }

    /** What the new binding gives, and what the account has already. */
    private static List<GivenAccess> given(Connection connection, String tenant, TokenOrder order) throws SQLException {
        var given = new ArrayList<>(ServiceAccounts.access(connection, tenant, order.account()));
        given.add(new GivenAccess(order.namespace(), BoundAccess.permissionsOf(connection, tenant, order.role())));
        return given;
    }

    private <P extends Permit> P permit(Question<P> question, List<RecordedQuestion> asked) {
        P permit = permits.obtain(question);
        asked.add(Asked.allowed(question, permit));
        return permit;
    }

    private List<ServiceAccounts.Place> boundAlready(String tenant, String account) {
        return transactions.run(connection -> {
            var known = ServiceAccounts.find(connection, tenant, account);
            return known.isPresent()
                    ? ServiceAccounts.bindings(connection, tenant, known.get().id())
                    : List.of();
        });
    }

    private void bind(Connection connection, TokenOrder order, UUID account, WritePermit permit) throws SQLException {
        String tenant = permit.subject().tenant();
        if (!resources.hasRole(connection, tenant, order.role())) {
            throw order.unknownRole();
        }
        if (!resources.hasNamespace(connection, tenant, order.namespace())) {
            throw order.unknownNamespace();
        }
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.put("role", order.role());
        spec.putArray("subjects").addObject().put("id", account.toString());
        refuseToReplace(connection, permit, spec);
        resources.put(connection, permit, spec);
    }

    /** A binding of the same name that says something else was declared by somebody, and stays as it is. */
    private static void refuseToReplace(Connection connection, WritePermit permit, ObjectNode spec)
            throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT spec = ?::jsonb FROM resource
                 WHERE tenant = ? AND kind = 'rolebinding' AND namespace = ? AND name = ?""")) {
            query.setString(1, spec.toString());
            query.setString(2, permit.subject().tenant());
            query.setString(3, permit.namespace().path());
            query.setString(4, permit.name());
            try (var row = query.executeQuery()) {
                if (row.next() && !row.getBoolean(1)) {
                    throw new ProblemException(Problem.of(
                            409, "binding_exists", "There is another role binding of the name that this one needs."));
                }
            }
        }
    }
}
