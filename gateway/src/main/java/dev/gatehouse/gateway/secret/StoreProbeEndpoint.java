package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.secrets.DeclaredStore;
import dev.gatehouse.secrets.StoreFinding;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at a store as it stands now. It calls the store, logs in there and reads no value. */
@Path("/api/v1/{tenant}/secretstores/{name}/probe")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class StoreProbeEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final DeclaredStores stores;

    StoreProbeEndpoint(Caller caller, Permits permits, DeclaredStores stores) {
        this.caller = caller;
        this.permits = permits;
        this.stores = stores;
    }

    /** What holds, what does not, and what the store does not promise. */
    @POST
    @Requires("secretstore:write")
    public Map<String, Object> probe(@PathParam("name") String name) {
        var permit = permits.obtain(new ResourceWriteQuestion(caller.subject(), "secretstore", Namespace.ROOT, name));
        String tenant = permit.subject().tenant();
        DeclaredStore declared = stores.find(tenant, name).orElseThrow(() -> new ProblemException(Problem.notFound()));
        List<StoreFinding> findings = declared.store().probe(tenant);
        return Map.of(
                "store",
                name,
                "findings",
                findings.stream().map(StoreProbeEndpoint::view).toList());
    }

    private static Map<String, Object> view(StoreFinding finding) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("check", finding.check());
        view.put("outcome", finding.kind().name().toLowerCase(Locale.ROOT));
        finding.problem().ifPresent(problem -> {
            view.put("problem", problem);
            ProbeAdvice.of(problem).ifPresent(advice -> view.put("advice", advice));
        });
        return view;
    }
}
