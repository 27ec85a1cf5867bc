package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.grant.BoundAccess;
import dev.gatehouse.gateway.grant.GrantChecks;
import dev.gatehouse.gateway.grant.GrantChecks.Checked;
import dev.gatehouse.policy.GivenAccess;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.ScimClientPermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * What a credential of a SCIM client gives: whoever has one says who is in the client's groups, and who its users are. So one
 * is made by those alone who hold all that is bound to any of them.
 */
@Singleton
final class ClientGrants {
    private final GrantChecks grants;

    ClientGrants(GrantChecks grants) {
        this.grants = grants;
    }

    /** Leave to make a credential of the client of that name; where there is none, it gives nothing. */
    Checked require(ScimClientPermit permit, String name) {
        String tenant = permit.subject().tenant();
        return grants.require(
                permit.subject(), Permission.SCIM_CLIENT_WRITE, "", connection -> given(connection, tenant, name));
    }

    private static List<GivenAccess> given(Connection connection, String tenant, String name) throws SQLException {
        try (var query = connection.prepareStatement("SELECT id FROM scim_client WHERE tenant = ? AND name = ?")) {
            query.setString(1, tenant);
            query.setString(2, name);
            try (var row = query.executeQuery()) {
                return row.next()
                        ? BoundAccess.ofClient(connection, tenant, row.getObject("id", UUID.class))
                        : List.of();
            }
        }
    }
}
