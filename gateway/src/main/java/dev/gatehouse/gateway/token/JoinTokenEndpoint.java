package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.policy.JoinTokenQuestion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Makes tokens with which one worker may register in a group. */
@Path("/api/v1/{tenant}/workergroups/{name}/join-tokens")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class JoinTokenEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final JoinTokenMaking tokens;

    JoinTokenEndpoint(Caller caller, Permits permits, JoinTokenMaking tokens) {
        this.caller = caller;
        this.permits = permits;
        this.tokens = tokens;
    }

    /** The token is shown here and never again. */
    @POST
    @Requires("worker:register")
    public Response create(@PathParam("name") String group) {
        var question = new JoinTokenQuestion(caller.subject(), group);
        var made = tokens.create(question, permits.obtain(question));
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(made)
                .build();
    }
}
