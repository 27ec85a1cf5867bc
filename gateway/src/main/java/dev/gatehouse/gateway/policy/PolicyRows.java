package dev.gatehouse.gateway.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RoleSpec;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.RuleVersion;
import dev.gatehouse.policy.UnreadablePolicy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
        try (var statement = connection.prepareStatement(SELECT)) {
            statement.setString(1, tenant);
            statement.setString(2, tenant);
            statement.setString(3, tenant);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(source(tenant, row)) : Optional.empty();
            }
        }
    }

    private PolicySource source(String tenant, ResultSet row) throws SQLException {
        long revision = row.getLong("tenant_revision");
        var roles = new ArrayList<Role>();
        var bindings = new ArrayList<Binding>();
        var guardrails = new ArrayList<Guardrail>();
        var versions = new ArrayList<RuleVersion>();
        var stops = new StopRows();
        do {
            if (stops.take(row)) {
                continue;
            }
            var stored = StoredRule.of(row);
            if (stored.isPresent()) {
                versions.add(stored.get().version());
                if (stored.get().version().kind().equals(GUARDRAIL)) {
                    guardrail(stored.get()).ifPresent(guardrails::add);
                } else {
                    add(tenant, stored.get(), roles, bindings);
                }
            }
        } while (row.next());
        bindings.removeIf(binding -> binding.rule().kind().equals(PROVIDER) && !isMappable(binding.role(), roles));
        return new PolicySource(tenant, revision, roles, bindings, guardrails, stops.standing(), versions);
    }

    /** Asked again of every snapshot: a role may have become one that gives access since it was mapped. */
    private boolean isMappable(String name, List<Role> declared) {
        return Stream.concat(Role.BUILT_IN.stream(), declared.stream())
                .filter(role -> role.name().equals(name))
                .allMatch(role -> mappable.include(name, role.spec().permissions()));
    }

    private void add(String tenant, StoredRule stored, List<Role> roles, List<Binding> bindings) {
        try {
            var spec = json.readTree(stored.spec());
            switch (stored.version().kind()) {
                case ROLE -> roles.add(role(stored, spec));
                case PROVIDER -> bindings.addAll(mapped(stored, spec));
                default -> bindings.add(binding(stored, spec));
            }
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException unreadable) {
            warn(tenant, unreadable);
        }
    }

    /** A permission that this gateway does not know yet gives nothing here. */
    private static Role role(StoredRule stored, JsonNode spec) {
        var permissions = spec.path("permissions")
                .valueStream()
                .map(JsonNode::asText)
                .flatMap(name -> Permission.parse(name).stream())
                .collect(Collectors.toSet());
        return new Role(
                stored.id(),
                stored.version().name(),
                stored.version().revision(),
                new RoleSpec(spec.path("description").asText(""), permissions));
    }

    private static Binding binding(StoredRule stored, JsonNode spec) {
        Set<UUID> subjects = new HashSet<>();
        Set<UUID> groups = new HashSet<>();
        for (var subject : spec.path("subjects")) {
            if (subject.has("group")) {
                groups.add(UUID.fromString(subject.path("group").asText()));
            } else {
                subjects.add(UUID.fromString(subject.path("id").asText()));
            }
        }
        return new Binding(
                stored.rule(),
                new Namespace(stored.version().namespace()),
                stored.version().name(),
                spec.path("role").asText(),
                subjects,
                groups,
                StoredCondition.of(spec),
                Optional.ofNullable(spec.path("expires").textValue()).map(Instant::parse));
    }

    private Optional<Guardrail> guardrail(StoredRule stored) {
        try {
            return StoredGuardrail.of(
                    stored.rule(),
                    new Namespace(stored.version().namespace()),
                    stored.version().name(),
                    json.readTree(stored.spec()));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException unreadable) {
            throw new UnreadablePolicy(stored.rule().toString());
        }
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

    private record StoredRule(UUID id, RuleVersion version, String spec) {
        Rule rule() {
            return new Rule(version.kind(), id, version.revision());
        }

        /** The row's rule; a tenant without any has one row without one. */
        static Optional<StoredRule> of(ResultSet row) throws SQLException {
            var id = row.getObject("id", UUID.class);
            if (id == null) {
                return Optional.empty();
            }
            var version = new RuleVersion(
                    row.getString("kind"),
                    row.getString("namespace"),
                    row.getString("name"),
                    row.getLong("revision"),
                    row.getString("digest"));
            return Optional.of(new StoredRule(id, version, row.getString("spec")));
        }
    }
}
