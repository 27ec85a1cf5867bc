package dev.gatehouse.gateway.identity;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** One route that is unguarded, and one that somebody forgot to declare. */
@Path("/audit/{tenant}/probe")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ProbeAuditEndpoint {
    @GET
    @Path("/open")
    @Unguarded("anybody may probe")
    public Map<String, Object> open() {
        return Map.of("open", true);
    }

    @GET
    @Path("/forgotten")
    public Map<String, Object> forgotten() {
        return Map.of("open", true);
    }
}
