package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.policy.Holding;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Roles that subjects and groups hold, from the policy that decides: which one, where, and what gives it. Thread-safe. */
@Singleton
final class HeldRoles {
    private final TenantPolicies policies;

    HeldRoles(TenantPolicies policies) {
        this.policies = policies;
    }

    /**
     * A page of what these hold.
     *
     * @param of the subject or group that it is shown for
     * @param after where the page before ended
     * @throws dev.gatehouse.gateway.problem.ProblemException 503 while policy cannot be asked
     */
    Map<String, Object> page(
            Connection connection, String tenant, UUID of, Set<UUID> principals, Optional<String> after, int limit)
            throws SQLException {
        List<Holding> held = policies.holdings(tenant, principals).orElseThrow(Permits::unavailable).stream()
                .filter(holding ->
                        after.map(last -> holding.key().compareTo(last) > 0).orElse(true))
                .limit(limit + 1L)
                .toList();
        List<Holding> shown = held.subList(0, Math.min(limit, held.size()));
        Map<UUID, String> names = SubjectGroups.names(
                connection, tenant, shown.stream().map(Holding::principal).collect(Collectors.toSet()));
        var page = new LinkedHashMap<String, Object>();
        page.put("items", shown.stream().map(each -> item(each, of, names)).toList());
        if (held.size() > limit) {
            page.put("next", shown.getLast().key());
        }
        return page;
    }

    private static Map<String, Object> item(Holding holding, UUID of, Map<UUID, String> names) {
        var item = new LinkedHashMap<String, Object>();
        item.put("role", holding.role());
        item.put("namespace", holding.namespace().path());
        Rule rule = holding.rule();
        item.put(
                "by",
                Map.of("kind", rule.kind(), "name", holding.name(), "id", rule.id(), "revision", rule.revision()));
        if (!holding.principal().equals(of)) {
            var group = new LinkedHashMap<String, Object>();
            group.put("id", holding.principal());
            Optional.ofNullable(names.get(holding.principal())).ifPresent(name -> group.put("name", name));
            item.put("group", group);
        }
        holding.when().ifPresent(when -> item.put("when", when));
        holding.expires().ifPresent(expires -> item.put("expires", expires.toString()));
        return item;
    }
}
