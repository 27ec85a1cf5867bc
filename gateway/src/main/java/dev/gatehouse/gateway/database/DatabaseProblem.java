package dev.gatehouse.gateway.database;

import dev.gatehouse.gateway.problem.Problem;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * A database that is away is answered 503, never as the caller's mistake and never as permission. What it cannot hold is the
 * caller's mistake.
 */
class DatabaseProblem {
    private static final Logger LOG = Logger.getLogger(DatabaseProblem.class);

    @ServerExceptionMapper
    Response answer(DatabaseUnavailable failure) {
        LOG.warn("The database did not answer", failure);
        return Problem.of(503, "database_unavailable", "The database did not answer. Repeat the request.")
                .withRetryAfter(Duration.ofSeconds(1))
                .toResponse();
    }

    @ServerExceptionMapper
    Response answer(TextRefused failure) {
        LOG.warn("A text with U+0000 in it came as far as the database");
        return Problem.of(422, "body_invalid", "A text of the request has the character U+0000 in it.")
                .toResponse();
    }

    @ServerExceptionMapper
    Response answer(OutcomeUnknown failure) {
        LOG.warn("The database did not say whether it committed", failure);
        return Problem.of(
                        503,
                        "outcome_unknown",
                        "The database did not say whether this was done. Repeat it, with the same Idempotency-Key if it had one.")
                .withRetryAfter(Duration.ofSeconds(1))
                .toResponse();
    }
}
