package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.identity.CallerOrigin;
import dev.gatehouse.gateway.identity.FailedAuthentications;
import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.operation.SourceAddresses;
import dev.gatehouse.gateway.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what failed to authenticate at the worker door, as every door does. */
@ApplicationScoped
class FailedProofs {
    private final FailedAuthentications failures;
    private final SourceAddresses sources;
    private final CurrentVertxRequest request;

    FailedProofs(FailedAuthentications failures, SourceAddresses sources, CurrentVertxRequest request) {
        this.failures = failures;
        this.sources = sources;
        this.request = request;
    }

    /** The refusal, counted for the operators, because it shows no tenant. */
    ProblemException refuse(String reason, ProblemException refusal) {
        return refuse(Tenants.SYSTEM, reason, refusal);
    }

    ProblemException refuse(String tenant, String reason, ProblemException refusal) {
        failures.count(new CallerOrigin(tenant, sources.of(request.getCurrent().request())), reason);
        return refusal;
    }
}
