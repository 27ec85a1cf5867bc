package dev.gatehouse.gateway.explanation;

import dev.gatehouse.gateway.explanation.Decisions.Form;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.PathId;
import dev.gatehouse.gateway.problem.QueryParameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains decisions. */
@Path("/api/v1/{tenant}/decisions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DecisionEndpoint {
    private static final Map<String, Form> FORMS = Map.of("admin", Form.ADMIN, "user", Form.USER);

    private final Caller caller;
    private final Decisions decisions;

    DecisionEndpoint(Caller caller, Decisions decisions) {
        this.caller = caller;
        this.decisions = decisions;
    }

    /** Why a recorded decision was made; one about oneself without a permission, in the form for users. */
    @GET
    @Path("/{id}")
    @Requires("policy:read")
    public Map<String, Object> get(@PathParam("id") String id, @QueryParam("form") @Nullable String form) {
        var wanted =
                QueryParameters.optional("form", form, "admin or user", text -> Optional.ofNullable(FORMS.get(text)));
        return decisions.explained(caller.subject(), PathId.orNothings(id), wanted);
    }
}
