package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.login.LivingSessions;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.gateway.sso.IdentityProviders;
import dev.gatehouse.gateway.token.LivingTokens;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One person or service account as an administrator sees it: where it comes from, what it may, and what it has. */
@Singleton
final class SubjectView {
    private static final String SELECT = SubjectItems.SELECT + " IN ('user', 'service_account') AND s.id = ?";

    private static final String IS_ONE =
            "SELECT 1 FROM subject WHERE tenant = ? AND id = ? AND kind IN ('user', 'service_account')";

    private final Transactions transactions;
    private final IdentityProviders providers;
    private final HeldRoles roles;
    private final LivingTokens tokens;
    private final LivingSessions sessions;

    SubjectView(
            Transactions transactions,
            IdentityProviders providers,
            HeldRoles roles,
            LivingTokens tokens,
            LivingSessions sessions) {
        this.transactions = transactions;
        this.providers = providers;
        this.roles = roles;
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** @throws ProblemException 404 when the tenant has no such subject */
    Map<String, Object> of(String tenant, UUID id) {
        int most = QueryParameters.limit(null);
        var items = SubjectItems.of(providers, tenant);
        return transactions.run(connection -> {
            Map<String, Object> view = Rows.first(connection, SELECT, List.of(tenant, id), items::item)
                    .orElseThrow(() -> new ProblemException(Problem.notFound()));
            view.put("groups", SubjectGroups.page(connection, tenant, id, Optional.empty(), most));
            view.put("roles", roles(connection, tenant, id, Optional.empty(), most));
            view.put("tokens", tokens.of(connection, tenant, id));
            view.put("sessions", sessions.of(connection, tenant, id));
            view.put("accessEnds", RecentEnds.of(connection, tenant, id));
            return view;
        });
    }

    Map<String, Object> groups(String tenant, UUID id, Optional<UUID> after, int limit) {
        return transactions.run(connection -> {
            requireSubject(connection, tenant, id);
            return SubjectGroups.page(connection, tenant, id, after, limit);
        });
    }

    Map<String, Object> roles(String tenant, UUID id, Optional<String> after, int limit) {
        return transactions.run(connection -> {
            requireSubject(connection, tenant, id);
            return roles(connection, tenant, id, after, limit);
        });
    }

    private Map<String, Object> roles(Connection connection, String tenant, UUID id, Optional<String> after, int limit)
            throws SQLException {
        var principals = SubjectGroups.principals(connection, tenant, id);
        return roles.page(connection, tenant, id, principals, after, limit);
    }

    private static void requireSubject(Connection connection, String tenant, UUID id) throws SQLException {
        if (Rows.find(connection, IS_ONE, List.of(tenant, id), _ -> Map.of()).isEmpty()) {
            throw new ProblemException(Problem.notFound());
        }
    }
}
