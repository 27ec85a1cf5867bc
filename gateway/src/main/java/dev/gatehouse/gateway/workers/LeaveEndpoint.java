package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.worker.LeaveRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** How a worker ends its session, because it ends itself. */
@Path("/worker/v1/leave")
@WorkerDoor
@WithSession
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class LeaveEndpoint {
    private final ShownSession shown;
    private final Farewells farewells;

    LeaveEndpoint(ShownSession shown, Farewells farewells) {
        this.shown = shown;
        this.farewells = farewells;
    }

    @POST
    @Unguarded("the worker credential gives the session, which is the one that ends")
    public void leave(byte @Nullable [] body) {
        Shape.read(body, LeaveRequest.class);
        farewells.leave(shown.get());
    }
}
