package dev.gatehouse.gateway.identity;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** Routes that say whom the filter let through, and on which kind of thread. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ProbeEndpoint {
    private final Caller caller;

    ProbeEndpoint(Caller caller) {
        this.caller = caller;
    }

    @GET
    @Path("api/v1/{tenant}/probe")
    @Requires("job:read")
    public Map<String, Object> guarded() {
        return Map.of(
                "subject", caller.subject().id(),
                "tenant", caller.subject().tenant(),
                "virtual", Thread.currentThread().isVirtual());
    }

    @GET
    @Path("audit/{tenant}/probe-open")
    @Unguarded("anybody may probe")
    public Map<String, Object> open() {
        return Map.of("open", true);
    }

    @GET
    @Path("audit/{tenant}/probe-forgotten")
    public Map<String, Object> forgotten() {
        return Map.of("open", true);
    }
}
