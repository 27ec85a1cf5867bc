package dev.gatehouse.gateway.grant;

import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is given by the rows as they are now: whoever gets the word of an account, a SCIM client or an identity provider gets
 * all of the access that is bound to those it speaks for. Conditions and ends of bindings are no reason to leave any out.
 */
public final class BoundAccess {
    /** Each holder of each binding, and each group that a provider maps to a role. */
    private static final String BOUND = """
            WITH bound AS (
                SELECT b.tenant, b.namespace, b.spec ->> 'role' AS role,
                       (s.value ->> 'id')::uuid AS subject, (s.value ->> 'group')::uuid AS grp, NULL AS provider
                  FROM resource b CROSS JOIN jsonb_array_elements(b.spec -> 'subjects') AS s (value)
                 WHERE b.tenant = ? AND b.kind = 'rolebinding'
                UNION ALL
                SELECT p.tenant, g.value ->> 'namespace', g.value ->> 'role', NULL, NULL, p.name
                  FROM resource p CROSS JOIN jsonb_array_elements(p.spec -> 'grants') AS g (value)
                 WHERE p.tenant = ? AND p.kind = 'identityprovider')
            SELECT DISTINCT b.namespace, b.role,
                   ARRAY(SELECT jsonb_array_elements_text(r.spec -> 'permissions')) AS permissions
              FROM bound b
              LEFT JOIN resource r
                ON r.tenant = b.tenant AND r.kind = 'role' AND r.namespace = 'root' AND r.name = b.role
             WHERE""";

    private static final String OF_SUBJECT = "b.subject = ?";

    private static final String OF_ROLE = "b.role = ?";

    /** {@code OFFSET 0} has each looked up by its key, where a planner would read all of a large directory at once. */
    private static final String OF_CLIENT = """
            EXISTS (SELECT 1 FROM directory_user u
                     WHERE u.tenant = b.tenant AND u.id = b.subject AND u.client_id = ? OFFSET 0)
             OR EXISTS (SELECT 1 FROM directory_group g
                         WHERE g.tenant = b.tenant AND g.id = b.grp AND g.client_id = ? OFFSET 0)""";

    /** Its own groups; people and groups of its SCIM client, or of every one; newcomers; the accounts that trust it. */
    private static final String OF_PROVIDER = """
            b.provider = ?
             OR EXISTS (SELECT 1 FROM directory_group g
                         WHERE g.tenant = b.tenant AND g.id = b.grp AND g.source = 'claim' AND g.provider = ? OFFSET 0)
             OR EXISTS (SELECT 1 FROM directory_user u JOIN scim_client c ON c.tenant = u.tenant AND c.id = u.client_id
                         WHERE u.tenant = b.tenant AND u.id = b.subject AND (?::text IS NULL OR c.name = ?) OFFSET 0)
             OR EXISTS (SELECT 1 FROM directory_group g JOIN scim_client c ON c.tenant = g.tenant AND c.id = g.client_id
                         WHERE g.tenant = b.tenant AND g.id = b.grp AND (?::text IS NULL OR c.name = ?) OFFSET 0)
             OR EXISTS (SELECT 1 FROM jit_user j
                         WHERE j.tenant = b.tenant AND j.subject_id = b.subject AND j.issuer = ? OFFSET 0)
             OR EXISTS (SELECT 1 FROM subject s
                          JOIN resource a ON a.tenant = s.tenant AND a.kind = 'serviceaccount' AND a.namespace = 'root'
                                         AND a.name = s.name
                         WHERE s.tenant = b.tenant AND s.id = b.subject AND s.kind = 'service_account'
                           AND a.spec -> 'trust' @> jsonb_build_array(jsonb_build_object('provider', ?::text)) OFFSET 0)""";

    private static final Map<String, Set<Permission>> BUILT_IN = Role.BUILT_IN.stream()
            .collect(
                    Collectors.toUnmodifiableMap(Role::name, role -> role.spec().permissions()));

    private BoundAccess() {}

    /** What is bound to the subject itself. */
    public static List<GivenAccess> ofSubject(Connection connection, String tenant, UUID subject) throws SQLException {
        return find(connection, tenant, OF_SUBJECT, subject);
    }

    /** Where the role of that name is given to anybody, each place once. */
    public static List<Namespace> placesOf(Connection connection, String tenant, String role) throws SQLException {
        return find(connection, tenant, OF_ROLE, role).stream()
                .map(GivenAccess::namespace)
                .distinct()
                .toList();
    }

    /** What the role of that name allows now; nothing where there is none. */
    public static Set<Permission> permissionsOf(Connection connection, String tenant, String role) throws SQLException {
        try (var query = connection.prepareStatement("""
                SELECT ARRAY(SELECT jsonb_array_elements_text(spec -> 'permissions')) FROM resource
                 WHERE tenant = ? AND kind = 'role' AND namespace = 'root' AND name = ?""")) {
            query.setString(1, tenant);
            query.setString(2, role);
            try (var row = query.executeQuery()) {
                return permissions(role, row.next() ? (String[]) row.getArray(1).getArray() : new String[0]);
            }
        }
    }

    /** What the users and groups of the SCIM client have: who has its word says who is in the one and who is the other. */
    public static List<GivenAccess> ofClient(Connection connection, String tenant, UUID client) throws SQLException {
        return find(connection, tenant, OF_CLIENT, client, client);
    }

    /**
     * What those have whom the identity provider of that name may say it has logged in.
     *
     * @param issuer whose newcomers are here already
     * @param client the one SCIM client whose people it means; absent where it means everybody's
     */
    public static List<GivenAccess> ofProvider(
            Connection connection, String tenant, String provider, String issuer, Optional<String> client)
            throws SQLException {
        String of = client.orElse(null);
        return find(connection, tenant, OF_PROVIDER, provider, provider, of, of, of, of, issuer, provider);
    }

    private static List<GivenAccess> find(
            Connection connection, String tenant, String which, @Nullable Object... arguments) throws SQLException {
        try (var query = connection.prepareStatement(BOUND + " " + which)) {
            query.setString(1, tenant);
            query.setString(2, tenant);
            for (int i = 0; i < arguments.length; i++) {
                query.setObject(i + 3, arguments[i]);
            }
            try (var row = query.executeQuery()) {
                var found = new ArrayList<GivenAccess>();
                while (row.next()) {
                    var declared = (String[]) row.getArray("permissions").getArray();
                    found.add(new GivenAccess(
                            new Namespace(row.getString("namespace")), permissions(row.getString("role"), declared)));
                }
                return found;
            }
        }
    }

    private static Set<Permission> permissions(String role, String... declared) {
        Set<Permission> builtIn = BUILT_IN.get(role);
        return builtIn != null
                ? builtIn
                : Arrays.stream(declared).map(BoundAccess::permission).collect(Collectors.toUnmodifiableSet());
    }

    /** One that a newer gateway knows is a permission all the same, which nobody here holds. */
    private static Permission permission(String name) {
        return Permission.parse(name).orElseGet(() -> {
            int colon = name.indexOf(':');
            return new Permission(name.substring(0, Math.max(colon, 0)), name.substring(colon + 1));
        });
    }
}
