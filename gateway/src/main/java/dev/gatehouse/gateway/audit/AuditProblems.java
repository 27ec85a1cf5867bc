package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.AuditException;
import dev.gatehouse.gateway.problem.Problem;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What cannot be recorded is refused: no record, no act. */
class AuditProblems {
    private static final Logger LOG = Logger.getLogger(AuditProblems.class);

    @ServerExceptionMapper
    Response answer(AuditException failure) {
        return problem(failure).toResponse();
    }

    private static Problem problem(AuditException failure) {
        return switch (failure) {
            case AuditException.EventTooLarge _ ->
                Problem.of(413, "event_too_large", "The audit event of this act would be larger than 16 KiB.");
            case AuditException.Unencodable _ ->
                Problem.of(422, "body_invalid", "A value has no canonical JSON form, so it cannot be recorded.");
            case AuditException.LogForked forked -> {
                LOG.error("The audit log's tree is damaged", forked);
                yield Problem.of(503, "audit_unavailable", "The audit log cannot be read.");
            }
        };
    }
}
