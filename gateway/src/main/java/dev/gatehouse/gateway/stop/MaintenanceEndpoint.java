package dev.gatehouse.gateway.stop;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.MaintenanceQuestion.Act.Beginning;
import dev.gatehouse.policy.MaintenanceQuestion.Act.Ending;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where administrators begin and end maintenance: of their tenant, and operators, in theirs, of the whole installation. */
@Path("/api/v1/{tenant}/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MaintenanceEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final StopJson json;
    private final MaintenanceAct act;

    MaintenanceEndpoint(Caller caller, Permits permits, StopJson json, MaintenanceAct act) {
        this.caller = caller;
        this.permits = permits;
        this.json = json;
        this.act = act;
    }

    /** Whether there is any, and what is said of it. */
    @GET
    @Requires("maintenance:read")
    public Map<String, Object> get() {
        var permit = permits.obtain(new ListQuestion(caller.subject(), Permission.MAINTENANCE_READ, Namespace.ROOT));
        return act.view(permit.subject().tenant());
    }

    /** Begins it, or says something else of it: from the answer on nothing is accepted, and nothing begins. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires("maintenance:write")
    public Map<String, Object> begin(byte @Nullable [] body) throws JsonProcessingException {
        String message =
                SwitchOrder.text(json.read(body, MaintenanceRequest.class).message());
        if (!SwitchOrder.isGood(message)) {
            throw new ProblemException(Problem.of(422, "body_invalid", "Nobody would know why nothing is accepted.")
                    .withViolation(Violation.at(
                            "/message",
                            "what those hear who are refused, in 1 to " + SwitchOrder.LONGEST_TEXT
                                    + " characters without U+0000")));
        }
        return act.take(caller.subject(), new Beginning(message), caller::again);
    }

    /** Ends it, now or before: what waited begins. */
    @DELETE
    @Requires("maintenance:write")
    public Map<String, Object> end() {
        return act.take(caller.subject(), new Ending(), caller::again);
    }
}
