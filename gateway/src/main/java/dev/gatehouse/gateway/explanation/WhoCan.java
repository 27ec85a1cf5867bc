package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.explanation.Principals.Member;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.policy.Holding;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Lists who has a permission: the subjects and groups that bindings name, from the policy that decides, and on request
 * the members of these groups after each. What it costs depends on the bindings and the page, not on how many people there
 * are. Thread-safe.
 */
@Singleton
final class WhoCan {
    private static final UUID FIRST = new UUID(0, 0);

    private final TenantPolicies policies;
    private final Transactions transactions;

    WhoCan(TenantPolicies policies, Transactions transactions) {
        this.policies = policies;
        this.transactions = transactions;
    }

    /** @param members whether groups are followed by their members */
    record Wanted(
            String tenant,
            Permission permission,
            Namespace namespace,
            boolean members,
            Optional<HolderCursor> after,
            int limit) {}

    private record Entry(HolderCursor place, Map<String, Object> item) {}

    /**
     * A page of them. It may be short and still have a next: whose access ended is left out.
     *
     * @throws dev.gatehouse.gateway.problem.ProblemException 503 while policy cannot be asked
     */
    Map<String, Object> page(Wanted wanted) {
        int most = wanted.limit() + 2; // the one before the page, and one more than it holds
        List<Holding> holders = policies.holders(
                        wanted.tenant(),
                        wanted.permission(),
                        wanted.namespace(),
                        wanted.after().map(HolderCursor::principal),
                        most)
                .orElseThrow(Permits::unavailable);
        List<Entry> entries = transactions.run(connection -> entries(connection, wanted, holders));
        var page = new LinkedHashMap<String, Object>();
        page.put(
                "items", entries.stream().limit(wanted.limit()).map(Entry::item).toList());
        if (entries.size() > wanted.limit()) {
            page.put("next", entries.get(wanted.limit() - 1).place().toString());
        } else if (holders.size() == most) {
            page.put("next", HolderCursor.behind(holders.getLast().principal()).toString());
        }
        return page;
    }

    /** As many as fill the page, and one more where there are more. */
    private static List<Entry> entries(Connection connection, Wanted wanted, List<Holding> holders)
            throws SQLException {
        Map<UUID, Principal> there = Principals.of(
                connection,
                wanted.tenant(),
                holders.stream().map(Holding::principal).toList());
        Map<UUID, List<Principal>> members = wanted.members()
                ? members(connection, wanted, there.values().stream().toList())
                : Map.of();
        Optional<UUID> shown = wanted.after().map(HolderCursor::principal);
        List<Entry> entries = new ArrayList<>();
        for (Holding holder : holders) {
            Principal principal = there.get(holder.principal());
            if (principal == null || !principal.active() || entries.size() > wanted.limit()) {
                continue;
            }
            if (!shown.equals(Optional.of(principal.id()))) {
                entries.add(new Entry(HolderCursor.at(principal.id()), item(principal, holder)));
            }
            for (Principal member : members.getOrDefault(principal.id(), List.of())) {
                Map<String, Object> item = item(member, holder);
                item.put("through", Map.of("id", principal.id().toString(), "name", principal.name()));
                entries.add(new Entry(HolderCursor.at(principal.id(), member.id()), item));
            }
        }
        return entries;
    }

    private static Map<UUID, List<Principal>> members(Connection connection, Wanted wanted, List<Principal> principals)
            throws SQLException {
        List<UUID> groups = principals.stream()
                .filter(principal -> principal.isGroup() && principal.active())
                .map(Principal::id)
                .toList();
        List<Member> found = Principals.members(
                connection,
                wanted.tenant(),
                groups,
                wanted.after().map(HolderCursor::principal).orElse(FIRST),
                wanted.after().map(HolderCursor::memberOrFirst).orElse(FIRST),
                wanted.limit() + 1);
        return found.stream()
                .collect(Collectors.groupingBy(
                        Member::group, Collectors.mapping(Member::principal, Collectors.toList())));
    }

    private static Map<String, Object> item(Principal principal, Holding holder) {
        var item = new LinkedHashMap<String, Object>();
        item.put("kind", principal.kind());
        item.put("id", principal.id().toString());
        item.put("name", principal.name());
        item.put("role", holder.role());
        item.put("namespace", holder.namespace().path());
        Rule rule = holder.rule();
        item.put(
                "by",
                Map.of(
                        "kind", rule.kind(),
                        "name", holder.name(),
                        "id", rule.id().toString(),
                        "revision", rule.revision()));
        holder.when().ifPresent(condition -> item.put("when", condition));
        holder.expires().ifPresent(end -> item.put("expires", end.toString()));
        return item;
    }
}
