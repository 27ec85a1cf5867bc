package dev.gatehouse.gateway.oidc;

import dev.gatehouse.gateway.identity.Tenants;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** How issuers' documents are given to everybody, where there is such a tenant. */
@Singleton
final class Publication {
    /** Shorter than a new key is published before it signs. */
    private static final String FIVE_MINUTES = "public, max-age=300";

    private final Tenants tenants;

    Publication(Tenants tenants) {
        this.tenants = tenants;
    }

    Response of(String tenant, Object document) {
        if (!tenants.exists(tenant)) {
            throw new ProblemException(Problem.notFound());
        }
        return Response.ok(document)
                .header(HttpHeaders.CACHE_CONTROL, FIVE_MINUTES)
                .build();
    }
}
