package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RuleName;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.policy.UnreadablePolicy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * Reads a tenant's roles, bindings and guardrails as they are stored, what its identity providers map groups to, and what
 * holds its executions up. Thread-safe.
 *
 * <p>What a version of a rule says never changes: it is fetched and parsed once, so that a change among fifty thousand rules
 * costs the list of them and one rule.
 */
@Singleton
final class PolicyRows {
    /** Of more unknown rules than these all specs are fetched: each row is compared with each id that is asked for. */
    private static final int MOST_ASKED_FOR = 200;

    /** One statement sees one moment: the revision is that of exactly these rows. Only what is asked for comes with its spec. */
    private static final String SELECT = """
            SELECT t.revision AS tenant_revision, r.kind, r.namespace, r.name, r.id, r.revision,
                   CASE WHEN ? OR r.id = ANY (?) THEN r.spec END AS spec, r.digest
              FROM tenant t
              LEFT JOIN resource r ON r.tenant = t.name AND (r.kind IN ('role', 'rolebinding', 'guardrail')
                    OR (r.kind = 'identityprovider' AND r.spec -> 'grants' IS NOT NULL AND r.draining_at IS NULL))
             WHERE t.name = ?
            UNION ALL
            """ + StopRows.SELECT;

    private final RuleParser parser;
    private final MappableRoles mappable;

    /** By tenant and the rule's id. */
    private final ConcurrentMap<String, Map<UUID, ParsedRule>> parsed = new ConcurrentHashMap<>();

    PolicyRows(RuleParser parser, MappableRoles mappable) {
        this.parser = parser;
        this.mappable = mappable;
    }

    /** What there was at one moment; of rules that were not known, those that were asked for are by now. */
    private record Listing(long revision, List<StoredRule> rules, StandingStops stops) {}

    /**
     * What the tenant has declared now, or nothing when there is no such tenant.
     *
     * @throws UnreadablePolicy where a guardrail cannot be read
     */
    Optional<PolicySource> read(Connection connection, String tenant) throws SQLException {
        return read(connection, tenant, List.of());
    }

    /**
     * The same with changes that are not made.
     *
     * @throws UnreadablePolicy where a guardrail cannot be read
     */
    Optional<PolicySource> read(Connection connection, String tenant, List<PolicyChange> changes) throws SQLException {
        Map<UUID, ParsedRule> before = parsed.getOrDefault(tenant, Map.of());
        var known = new HashMap<>(before);
        var unknown = new HashSet<UUID>();
        while (true) {
            Optional<Listing> listing = list(connection, tenant, known, unknown);
            if (listing.isEmpty()) {
                return Optional.empty();
            }
            List<StoredRule> rules = listing.get().rules();
            if (rules.stream().allMatch(rule -> isKnown(known, rule))) {
                var current = new LinkedHashMap<RuleName, ParsedRule>();
                rules.forEach(rule -> current.put(rule.name(), known.get(rule.id())));
                if (!unknown.isEmpty() || before.size() != rules.size()) {
                    remember(tenant, current.values());
                }
                changes.forEach(change -> change(tenant, change, current));
                return Optional.of(source(tenant, listing.get(), current.values()));
            }
            rules.stream()
                    .filter(rule -> !isKnown(known, rule))
                    .map(StoredRule::id)
                    .forEach(unknown::add);
        }
    }

    private static boolean isKnown(Map<UUID, ParsedRule> known, StoredRule rule) {
        ParsedRule last = known.get(rule.id());
        return last != null && last.stored().equals(rule);
    }

    private Optional<Listing> list(Connection connection, String tenant, Map<UUID, ParsedRule> known, Set<UUID> unknown)
            throws SQLException {
        try (var statement = connection.prepareStatement(SELECT)) {
            boolean all = known.isEmpty() || unknown.size() > MOST_ASKED_FOR;
            statement.setBoolean(1, all);
            statement.setArray(2, connection.createArrayOf("uuid", all ? new Object[0] : unknown.toArray()));
            statement.setString(3, tenant);
            statement.setString(4, tenant);
            statement.setString(5, tenant);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(listing(tenant, row, known)) : Optional.empty();
            }
        }
    }

    private Listing listing(String tenant, ResultSet row, Map<UUID, ParsedRule> known) throws SQLException {
        long revision = row.getLong("tenant_revision");
        var rules = new ArrayList<StoredRule>();
        var stops = new StopRows();
        do {
            if (!stops.take(row)) {
                Optional<StoredRule> rule = StoredRule.of(row);
                rule.ifPresent(rules::add);
                String spec = row.getString("spec");
                if (rule.isPresent() && spec != null) {
                    known.put(rule.get().id(), parser.parse(tenant, rule.get(), spec));
                }
            }
        } while (row.next());
        return new Listing(revision, rules, stops.standing());
    }

    private void remember(String tenant, Collection<ParsedRule> rules) {
        var known = HashMap.<UUID, ParsedRule>newHashMap(rules.size());
        rules.forEach(rule -> known.put(rule.stored().id(), rule));
        parsed.put(tenant, Collections.unmodifiableMap(known));
    }

    private void change(String tenant, PolicyChange change, Map<RuleName, ParsedRule> rules) {
        Optional<ParsedRule> last = Optional.ofNullable(rules.get(change.rule()));
        if (change.spec().isEmpty()) {
            rules.remove(change.rule());
            return;
        }
        PolicyChange.Spec spec = change.spec().get();
        if (last.isPresent() && last.get().stored().version().specDigest().equals(spec.digest())) {
            return;
        }
        StoredRule next = last.map(rule -> rule.stored().next(spec.digest()))
                .orElseGet(() -> StoredRule.first(change.rule(), spec.digest()));
        rules.put(change.rule(), parser.parse(tenant, next, spec.json()));
    }

    private PolicySource source(String tenant, Listing listing, Collection<ParsedRule> rules) {
        rules.stream().filter(ParsedRule::hidesWhatIsAllowed).findFirst().ifPresent(rule -> {
            throw new UnreadablePolicy(rule.stored().rule().toString());
        });
        var roles = rules.stream().flatMap(rule -> rule.roles().stream()).toList();
        var bindings = rules.stream()
                .flatMap(rule -> rule.bindings().stream())
                .filter(binding ->
                        !binding.rule().kind().equals(StoredRule.PROVIDER) || isMappable(binding.role(), roles))
                .toList();
        return new PolicySource(
                tenant,
                listing.revision(),
                roles,
                bindings,
                rules.stream().flatMap(rule -> rule.guardrails().stream()).toList(),
                listing.stops(),
                rules.stream().map(rule -> rule.stored().version()).toList());
    }

    /** Asked again of every snapshot: a role may have become one that gives access since it was mapped. */
    private boolean isMappable(String name, List<Role> declared) {
        return Stream.concat(Role.BUILT_IN.stream(), declared.stream())
                .filter(role -> role.name().equals(name))
                .allMatch(role -> mappable.include(name, role.spec().permissions()));
    }
}
