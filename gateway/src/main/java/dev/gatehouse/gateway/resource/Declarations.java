package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Role;
import dev.gatehouse.secrets.EmbeddedStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What names mean while a manifest is applied: what the tenant has, and what the same manifest declares. Lives as long
 * as the transaction of its connection.
 */
final class Declarations {
    private static final String SERVICE_ACCOUNT = "service_account";

    private final Connection connection;
    private final String tenant;
    private final List<Draft> drafts;

    Declarations(Connection connection, String tenant, List<Draft> drafts) {
        this.connection = connection;
        this.tenant = tenant;
        this.drafts = drafts;
    }

    /** Whether the namespace is the root, declared, or the parent of a declared one. */
    boolean hasNamespace(Namespace namespace) throws SQLException {
        boolean drafted = drafts.stream()
                .filter(draft -> draft.kind().word().equals("namespace"))
                .anyMatch(draft -> namespace.covers(new Namespace(draft.name())));
        return namespace.isRoot() || drafted || query("""
                SELECT 1 FROM resource
                WHERE tenant = ? AND kind = 'namespace' AND namespace = 'root'
                  AND (name = ? OR starts_with(name, ? || '.')) LIMIT 1""", tenant, namespace.path(), namespace.path());
    }

    /** Whether the resource is declared, and not about to be deleted. */
    boolean has(String kind, Namespace namespace, String name) throws SQLException {
        return drafts.stream().anyMatch(draft -> draft.is(kind, namespace, name))
                || query(
                        "SELECT 1 FROM resource WHERE tenant = ? AND kind = ? AND namespace = ? AND name = ?"
                                + " AND draining_at IS NULL",
                        tenant,
                        kind,
                        namespace.path(),
                        name);
    }

    /** Whether there is a secret of that name whose value the embedded store has. */
    boolean isEmbedded(Namespace namespace, String name) throws SQLException {
        for (Draft draft : drafts) {
            if (draft.is("secret", namespace, name)) {
                return draft.spec().path("store").asText(EmbeddedStore.NAME).equals(EmbeddedStore.NAME);
            }
        }
        return query(
                "SELECT 1 FROM resource WHERE tenant = ? AND kind = 'secret' AND namespace = ? AND name = ?"
                        + " AND spec ->> 'store' = 'embedded' AND draining_at IS NULL",
                tenant,
                namespace.path(),
                name);
    }

    /** Whose declarations they are. */
    String tenant() {
        return tenant;
    }

    /** @param kind {@code vault} or {@code aws} */
    record StorePaths(String kind, List<String> rules) {
        private static StorePaths of(JsonNode spec) {
            return new StorePaths(
                    spec.has("aws") ? "aws" : "vault",
                    spec.path("paths").valueStream().map(JsonNode::asText).toList());
        }
    }

    /** Which paths the tenant's store of that name gives to secrets; nothing when there is none. */
    Optional<StorePaths> storePaths(String store) throws SQLException {
        for (Draft draft : drafts) {
            if (draft.is(SecretStoreResolution.KIND, Namespace.ROOT, store)) {
                return Optional.of(StorePaths.of(draft.spec()));
            }
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT spec ->> 'aws' IS NOT NULL AS aws, ARRAY(SELECT jsonb_array_elements_text(spec -> 'paths')) AS paths
                  FROM resource
                 WHERE tenant = ? AND kind = 'secretstore' AND namespace = 'root' AND name = ?
                   AND draining_at IS NULL""")) {
            select.setString(1, tenant);
            select.setString(2, store);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new StorePaths(row.getBoolean("aws") ? "aws" : "vault", List.of((String[])
                                row.getArray("paths").getArray())))
                        : Optional.empty();
            }
        }
    }

    /** What the role of that name allows, built in or declared; nothing when there is none. */
    Optional<Set<Permission>> permissions(String role) throws SQLException {
        for (Role builtIn : Role.BUILT_IN) {
            if (builtIn.name().equals(role)) {
                return Optional.of(builtIn.spec().permissions());
            }
        }
        for (Draft draft : drafts) {
            if (draft.is("role", Namespace.ROOT, role)) {
                return Optional.of(permissions(
                        draft.spec().path("permissions").valueStream().map(JsonNode::asText)));
            }
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT ARRAY(SELECT jsonb_array_elements_text(spec -> 'permissions')) FROM resource
                 WHERE tenant = ? AND kind = 'role' AND namespace = 'root' AND name = ? AND draining_at IS NULL""")) {
            select.setString(1, tenant);
            select.setString(2, role);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                permissions(Stream.of((String[]) row.getArray(1).getArray())))
                        : Optional.empty();
            }
        }
    }

    private static Set<Permission> permissions(Stream<String> names) {
        return names.flatMap(name -> Permission.parse(name).stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the tenant has a SCIM client of that name. */
    boolean hasScimClient(String name) throws SQLException {
        return query("SELECT 1 FROM scim_client WHERE tenant = ? AND name = ?", tenant, name);
    }

    /** Whether another resource of the draft's kind says the same in that member of its spec. */
    boolean hasOther(Draft draft, String member, String value) throws SQLException {
        return drafts.stream()
                        .filter(other -> other.kind().word().equals(draft.kind().word())
                                && !other.name().equals(draft.name()))
                        .anyMatch(
                                other -> value.equals(other.spec().path(member).textValue()))
                || query(
                        "SELECT 1 FROM resource WHERE tenant = ? AND kind = ? AND name <> ? AND spec ->> ? = ?"
                                + " AND draining_at IS NULL LIMIT 1",
                        tenant,
                        draft.kind().word(),
                        draft.name(),
                        member,
                        value);
    }

    /** The id of the declared resource; nothing for one that the same manifest declares first. */
    Optional<UUID> id(String kind, Namespace namespace, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id FROM resource WHERE tenant = ? AND kind = ? AND namespace = ? AND name = ?")) {
            select.setString(1, tenant);
            select.setString(2, kind);
            select.setString(3, namespace.path());
            select.setString(4, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /** Whether the tenant has a subject of that id, or gets it with the same manifest. */
    boolean hasSubject(UUID id) throws SQLException {
        Optional<Draft> drafted = drafts.stream()
                .filter(draft -> isServiceAccount(draft) && draft.subject().equals(id))
                .findFirst();
        return drafted.isPresent()
                ? subject(SERVICE_ACCOUNT, drafted.get().name()).equals(Optional.of(id))
                : query("SELECT 1 FROM subject WHERE tenant = ? AND id = ?", tenant, id);
    }

    /** The subject that goes by the name, or will when the manifest is applied; nothing when there is none. */
    Optional<UUID> subject(String kind, String name) throws SQLException {
        Optional<UUID> known = knownSubject(kind, name);
        return known.isPresent() || !kind.equals(SERVICE_ACCOUNT)
                ? known
                : drafts.stream()
                        .filter(draft -> isServiceAccount(draft) && draft.name().equals(name))
                        .map(Draft::subject)
                        .findFirst();
    }

    private static boolean isServiceAccount(Draft draft) {
        return draft.kind().word().equals(ServiceAccountResolution.KIND);
    }

    /**
     * The users who go by the name: all whom several SCIM clients provisioned by that userName, in any case, for the first of
     * them alone has it as the subject's name.
     */
    List<UUID> users(String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT u.id FROM scim_client c JOIN directory_user u
                    ON u.tenant COLLATE "C" = c.tenant AND u.client_id = c.id AND u.user_name_lc = ?
                   AND u.user_name_lc <> '' AND u.deleted_at IS NULL
                 WHERE c.tenant = ? LIMIT 2""")) {
            select.setString(1, name.toLowerCase(Locale.ROOT));
            select.setString(2, tenant);
            List<UUID> namesakes = ids(select);
            return namesakes.size() > 1
                    ? namesakes
                    : knownSubject("user", name).stream().toList();
        }
    }

    private Optional<UUID> knownSubject(String kind, String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM subject WHERE tenant = ? AND kind = ? AND name = ?")) {
            select.setString(1, tenant);
            select.setString(2, kind);
            select.setString(3, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /** Whether the tenant has a group of that id. */
    boolean hasGroup(UUID id) throws SQLException {
        return query("SELECT 1 FROM directory_group WHERE tenant = ? AND id = ? AND deleted_at IS NULL", tenant, id);
    }

    /**
     * The provisioned groups that go by the name, in any case: of every SCIM client. Groups from claims are named
     * {@code idp:PROVIDER/NAME}, and no group of another source is found by such a name.
     */
    List<UUID> groups(String name) throws SQLException {
        if (name.startsWith("idp:")) {
            return List.of();
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT id FROM directory_group
                 WHERE tenant = ? AND display_name_lc = ? AND source = 'scim' AND deleted_at IS NULL LIMIT 2""")) {
            select.setString(1, tenant);
            select.setString(2, name.toLowerCase(Locale.ROOT));
            return ids(select);
        }
    }

    private static List<UUID> ids(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            List<UUID> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    private boolean query(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
