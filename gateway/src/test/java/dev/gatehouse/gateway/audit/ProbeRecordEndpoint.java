package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.AccessEvent.AccessDenied;
import dev.gatehouse.audit.Actor;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Requires;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** An act that writes a row and an event as large as a test wants. */
@Path("/api/v1/{tenant}/probe-record")
@RunOnVirtualThread
class ProbeRecordEndpoint {
    private final Transactions transactions;
    private final AuditTrail trail;

    ProbeRecordEndpoint(Transactions transactions, AuditTrail trail) {
        this.transactions = transactions;
        this.trail = trail;
    }

    @POST
    @Requires("job:write")
    public void act(
            @QueryParam("tenant") String name, @QueryParam("rules") int rules, @QueryParam("object") String object) {
        transactions.run(connection -> {
            try (var insert =
                    connection.prepareStatement("INSERT INTO tenant (name, id) VALUES (?, gen_random_uuid())")) {
                insert.setString(1, name);
                insert.executeUpdate();
            }
            var reference = new DecisionReference(
                    new UUID(1, 2),
                    "0".repeat(64),
                    Collections.nCopies(rules, "rolebinding/" + new UUID(1, 4) + "@12"));
            var event = new AccessDenied(
                    Actor.of(new UUID(1, 1)), reference, "job:write", object, List.of("no_matching_role"));
            return trail.append(connection, "acme", List.of(event));
        });
    }
}
