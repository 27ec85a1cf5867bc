package dev.gatehouse.gateway.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RuleName;
import dev.gatehouse.policy.RuleSpecs;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.policy.UnreadablePolicy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Reads a tenant's roles, bindings and guardrails as they are stored, what its identity providers map groups to, and what
 * holds its executions up.
 *
 * <p>Roles and bindings only ever add access, so one that this gateway cannot read is left out with a warning and the others
 * count. Without a guardrail nobody knows what is allowed.
 */
@Singleton
final class PolicyRows {
    private static final Logger LOG = Logger.getLogger(PolicyRows.class);
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};
    private static final String ROLE = "role";

    /** One statement sees one moment: the revision is that of exactly these rows. */
    private static final String SELECT = """
            SELECT t.revision AS tenant_revision, r.kind, r.namespace, r.name, r.id, r.revision, r.spec, r.digest
              FROM tenant t
              LEFT JOIN resource r ON r.tenant = t.name AND (r.kind IN ('role', 'rolebinding', 'guardrail')
                    OR (r.kind = 'identityprovider' AND r.spec -> 'grants' IS NOT NULL AND r.draining_at IS NULL))
             WHERE t.name = ?
            UNION ALL
            """ + StopRows.SELECT;

    private static final String PROVIDER = "identityprovider";
    private static final String GUARDRAIL = "guardrail";

    private final ObjectMapper json;
    private final MappableRoles mappable;

    PolicyRows(ObjectMapper json, MappableRoles mappable) {
        this.json = json;
        this.mappable = mappable;
    }

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
        try (var statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, tenant);
            statement.setString(2, tenant);
            statement.setString(3, tenant);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(source(tenant, row, changes)) : Optional.empty();
            }
        }
    }

    private PolicySource source(String tenant, ResultSet row, List<PolicyChange> changes) throws SQLException {
        long revision = row.getLong("tenant_revision");
        var stored = new LinkedHashMap<RuleName, StoredRule>();
        var stops = new StopRows();
        do {
            if (!stops.take(row)) {
                StoredRule.of(row).ifPresent(rule -> stored.put(rule.name(), rule));
            }
        } while (row.next());
        for (PolicyChange change : changes) {
            change.spec()
                    .ifPresentOrElse(
                            spec -> stored.merge(
                                    change.rule(),
                                    StoredRule.first(change.rule(), spec),
                                    (known, _) -> known.become(spec)),
                            () -> stored.remove(change.rule()));
        }
        return source(tenant, revision, stored.values(), stops.standing());
    }

    private PolicySource source(String tenant, long revision, Collection<StoredRule> stored, StandingStops stops) {
        var roles = new ArrayList<Role>();
        var bindings = new ArrayList<Binding>();
        var guardrails = new ArrayList<Guardrail>();
        for (StoredRule each : stored) {
            if (each.version().kind().equals(GUARDRAIL)) {
                guardrail(each).ifPresent(guardrails::add);
            } else {
                add(tenant, each, roles, bindings);
            }
        }
        bindings.removeIf(binding -> binding.rule().kind().equals(PROVIDER) && !isMappable(binding.role(), roles));
        return new PolicySource(
                tenant,
                revision,
                roles,
                bindings,
                guardrails,
                stops,
                stored.stream().map(StoredRule::version).toList());
    }

    /** Asked again of every snapshot: a role may have become one that gives access since it was mapped. */
    private boolean isMappable(String name, List<Role> declared) {
        return Stream.concat(Role.BUILT_IN.stream(), declared.stream())
                .filter(role -> role.name().equals(name))
                .allMatch(role -> mappable.include(name, role.spec().permissions()));
    }

    private void add(String tenant, StoredRule stored, List<Role> roles, List<Binding> bindings) {
        try {
            switch (stored.version().kind()) {
                case ROLE ->
                    roles.add(RuleSpecs.role(
                            stored.id(),
                            stored.version().name(),
                            stored.version().revision(),
                            spec(stored)));
                case PROVIDER -> bindings.addAll(mapped(stored, json.readTree(stored.spec())));
                default ->
                    bindings.add(RuleSpecs.binding(
                            stored.rule(), stored.namespace(), stored.version().name(), spec(stored)));
            }
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException unreadable) {
            warn(tenant, unreadable);
        }
    }

    private Optional<Guardrail> guardrail(StoredRule stored) {
        try {
            return RuleSpecs.guardrail(
                    stored.rule(), stored.namespace(), stored.version().name(), spec(stored));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException unreadable) {
            throw new UnreadablePolicy(stored.rule().toString());
        }
    }

    private Map<String, Object> spec(StoredRule stored) throws JsonProcessingException {
        return json.readValue(stored.spec(), MEMBERS);
    }

    private static List<Binding> mapped(StoredRule stored, JsonNode spec) {
        return spec.path("grants")
                .valueStream()
                .map(grant -> new Binding(
                        stored.rule(),
                        new Namespace(grant.path("namespace").asText()),
                        stored.version().name(),
                        grant.path("role").asText(),
                        Set.of(),
                        Set.of(ClaimGroup.id(stored.id(), grant.path("group").asText())),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }

    private static void warn(String tenant, Exception unreadable) {
        MDC.put(LogKeys.TENANT, tenant);
        try {
            LOG.warn("A stored role or binding cannot be read and gives nothing", unreadable);
        } finally {
            MDC.remove(LogKeys.TENANT);
        }
    }
}
