package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.problem.QueryParameters;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a change is wanted.
 *
 * @param precondition what has to be there, for changes of one resource
 * @param dryRun whether everything is checked and nothing is kept
 */
record Terms(Precondition precondition, boolean dryRun) {
    /** Those of a request. */
    static Terms of(HttpHeaders headers, @Nullable String dryRun) {
        return new Terms(Precondition.of(headers), QueryParameters.flag("dryRun", dryRun));
    }
}
