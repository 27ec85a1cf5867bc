package dev.gatehouse.gateway.identity;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** A guarded route that says whom the filter let through, and on which kind of thread. */
@Path("/api/v1/{tenant}/probe")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ProbeEndpoint {
    private final Caller caller;

    ProbeEndpoint(Caller caller) {
        this.caller = caller;
    }

    @GET
    @Requires("job:read")
    public Map<String, Object> guarded() {
        return Map.of(
                "subject", caller.subject().id(),
                "tenant", caller.subject().tenant(),
                "virtual", Thread.currentThread().isVirtual());
    }
}
