package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.operation.PublicAddress;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this gateway publishes of itself as a policy decision point (AuthZEN 1.0, section 9). */
@Path("/.well-known/authzen-configuration")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DecisionPointEndpoint {
    private final PublicAddress gateway;

    DecisionPointEndpoint(PublicAddress gateway) {
        this.gateway = gateway;
    }

    /** Where other systems ask. */
    @GET
    @Unguarded("public: how other systems find where to ask")
    public Response metadata() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("policy_decision_point", gateway.of(""));
        document.put("access_evaluation_endpoint", gateway.of("/access/v1/evaluation"));
        document.put("access_evaluations_endpoint", gateway.of("/access/v1/evaluations"));
        return Response.ok(document)
                .header("Cache-Control", "public, max-age=300")
                .build();
    }
}
