package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.IdentityProviders;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Subjects as views show them: who each is, and what says that it exists.
 *
 * @param providers the names of the tenant's identity providers by their issuers
 */
record SubjectItems(Map<String, String> providers) {
    /**
     * People and service accounts; workers have a list of their own. The limits keep the planner from reading whole tables
     * beside a page, which it does of tables that were empty when it planned.
     */
    static final String SELECT = """
            SELECT s.id, s.kind, s.name, s.active, s.created_at, u.user_name, u.external_id, u.deleted_at,
                   c.name AS client, j.issuer, j.claim, j.value
              FROM subject s
              LEFT JOIN LATERAL (SELECT client_id, user_name, external_id, deleted_at FROM directory_user
                                  WHERE tenant = s.tenant AND id = s.id LIMIT 1) u ON true
              LEFT JOIN scim_client c ON c.tenant = s.tenant AND c.id = u.client_id
              LEFT JOIN LATERAL (SELECT issuer, claim, value FROM jit_user
                                  WHERE tenant = s.tenant AND subject_id = s.id LIMIT 1) j ON true
             WHERE s.tenant = ? AND s.kind\
            """;

    SubjectItems {
        providers = Map.copyOf(providers);
    }

    /** Of the tenant, to be read outside of transactions. */
    static SubjectItems of(IdentityProviders declared, String tenant) {
        return new SubjectItems(declared.of(tenant).stream()
                .collect(Collectors.toMap(IdentityProvider::issuer, IdentityProvider::name, (first, _) -> first)));
    }

    Map<String, Object> item(ResultSet row) throws SQLException {
        var item = new LinkedHashMap<String, Object>();
        item.put("id", row.getString("id"));
        item.put("kind", row.getString("kind"));
        item.put("name", row.getString("name"));
        item.put("active", row.getBoolean("active"));
        Rows.instant(item, "since", row, "created_at");
        item.put("source", source(row));
        return item;
    }

    private Map<String, Object> source(ResultSet row) throws SQLException {
        var source = new LinkedHashMap<String, Object>();
        if (row.getString("client") != null) {
            source.put("type", "scim");
            Rows.text(source, "client", row, "client");
            Rows.text(source, "userName", row, "user_name");
            Rows.text(source, "externalId", row, "external_id");
            Rows.instant(source, "deletedAt", row, "deleted_at");
        } else if (row.getString("issuer") != null) {
            source.put("type", "identity_provider");
            Optional.ofNullable(providers.get(row.getString("issuer"))).ifPresent(name -> source.put("provider", name));
            Rows.text(source, "issuer", row, "issuer");
            Rows.text(source, "claim", row, "claim");
            Rows.text(source, "value", row, "value");
        } else {
            source.put("type", row.getString("kind").equals("user") ? "installation" : "service_account");
        }
        return source;
    }
}
