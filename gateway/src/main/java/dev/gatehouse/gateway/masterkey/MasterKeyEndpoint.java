package dev.gatehouse.gateway.masterkey;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.MasterKeyQuestion;
import dev.gatehouse.policy.MasterKeyQuestion.Act.Adding;
import dev.gatehouse.policy.MasterKeyQuestion.Act.Promoting;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Permit;
import dev.gatehouse.secrets.MasterKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Where operators, in their tenant, replace the master key of the installation. No other tenant has these pages. */
@Path("/api/v1/{tenant}/master-keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MasterKeyEndpoint {
    /** Asked about where the id is none, so that the record of a denial holds no text of a caller's. */
    private static final String NOBODYS = "0".repeat(16);

    private final Caller caller;
    private final Permits permits;
    private final MasterKeyAct act;
    private final MasterKeyView view;

    MasterKeyEndpoint(Caller caller, Permits permits, MasterKeyAct act, MasterKeyView view) {
        this.caller = caller;
        this.permits = permits;
        this.act = act;
        this.view = view;
    }

    /** The keys that there are, which one wraps, and how many rows each has wrapped. */
    @GET
    @Requires("masterkey:read")
    public Map<String, Object> list() {
        return view.show(ofOperators(
                permits.obtain(new ListQuestion(caller.subject(), Permission.MASTER_KEY_READ, Namespace.ROOT))));
    }

    /** Makes a key that wraps nothing yet, in the file of the gateway that answers or wrapped by the operator's Vault. */
    @POST
    @Requires("masterkey:write")
    public Response add() {
        return Response.status(Response.Status.CREATED)
                .entity(take(new Adding()))
                .build();
    }

    /** Has a key wrap that every gateway knows; what others wrapped is wrapped anew from here on. */
    @POST
    @Path("/{id}/promote")
    @Requires("masterkey:write")
    public Map<String, Object> promote(@PathParam("id") String id) {
        return take(new Promoting(MasterKey.isId(id) ? id : NOBODYS));
    }

    private Map<String, Object> take(MasterKeyQuestion.Act wanted) {
        var permit = permits.obtain(new MasterKeyQuestion(caller.subject(), wanted));
        return Map.of("id", act.take(ofOperators(permit)));
    }

    /** A tenant's own owner may do everything there, and it has no master key. */
    private static <P extends Permit> P ofOperators(P permit) {
        if (!permit.subject().tenant().equals(Tenants.SYSTEM)) {
            throw new ProblemException(Problem.notFound());
        }
        return permit;
    }
}
