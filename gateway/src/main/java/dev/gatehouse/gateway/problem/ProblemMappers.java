package dev.gatehouse.gateway.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where a failure becomes an HTTP answer. */
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response answer(ProblemException failure) {
        return failure.problem().toResponse();
    }

    @ServerExceptionMapper
    Response malformed(JsonProcessingException failure) {
        return json(failure).toResponse();
    }

    /** What the router refused by itself: unknown paths, wrong methods and media types, unreadable bodies. */
    @ServerExceptionMapper
    Response refused(WebApplicationException failure) {
        if (failure.getCause() instanceof JacksonException cause && cause instanceof JsonProcessingException json) {
            return json(json).toResponse();
        }
        int status = failure.getResponse().getStatus();
        Problem problem = switch (status) {
            case 404 -> Problem.notFound();
            case 400 -> Problem.of(400, "malformed_request", "The request could not be read.");
            case 405 -> Problem.of(405, "method_not_allowed", "This path does not know the method.");
            case 406 -> Problem.of(406, "not_acceptable", "This path cannot answer in the accepted media types.");
            case 413 -> Problem.of(413, "body_too_large", "The body is larger than this door takes.");
            case 415 -> Problem.of(415, "unsupported_media_type", "This path does not read the body's media type.");
            default -> Problem.of(status, status >= 500 ? "internal_error" : "refused", "The request was refused.");
        };
        return problem.toResponse();
    }

    @ServerExceptionMapper
    Response fault(RuntimeException failure) {
        LOG.error("A request ended in a fault", failure);
        return Problem.of(500, "internal_error", "The gateway failed to answer. The fault is in its log.")
                .toResponse();
    }

    private static Problem json(JsonProcessingException failure) {
        JsonLocation at = failure.getLocation();
        int line = at == null ? 1 : Math.max(1, at.getLineNr());
        int column = at == null ? 1 : Math.max(1, at.getColumnNr());
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String pointer = mapping.getPath().stream()
                    .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                    .collect(Collectors.joining());
            return Problem.of(422, "body_invalid", "The body does not have the expected shape.")
                    .withViolation(Violation.at(pointer, line, column, "not what is expected here"));
        }
        return Problem.of(400, "malformed_json", "The body is not well-formed JSON.")
                .withViolation(Violation.at("", line, column, "not well-formed from here"));
    }
}
