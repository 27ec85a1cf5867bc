package dev.gatehouse.gateway.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.exc.StreamReadException;
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

    @ServerExceptionMapper
    Response refused(WebApplicationException failure) {
        if (failure.getCause() instanceof JacksonException cause && cause instanceof JsonProcessingException json) {
            return json(json).toResponse();
        }
        return Problem.refused(failure.getResponse().getStatus()).toResponse();
    }

    @ServerExceptionMapper
    Response fault(RuntimeException failure) {
        LOG.error("A request ended in a fault", failure);
        return Problem.fault().toResponse();
    }

    private static Problem json(JsonProcessingException failure) {
        JsonLocation at = failure.getLocation();
        int line = at == null ? 1 : Math.max(1, at.getLineNr());
        int column = at == null ? 1 : Math.max(1, at.getColumnNr());
        if (failure instanceof JsonMappingException mapping && isOneDocument(mapping)) {
            String pointer = mapping.getPath().stream()
                    .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                    .collect(Collectors.joining());
            return Problem.of(422, "body_invalid", "The body does not have the expected shape.")
                    .withViolation(Violation.at(pointer, line, column, "not what is expected here"));
        }
        return Problem.of(
                        400,
                        "malformed_json",
                        "The body is not one well-formed JSON document in which no member is there twice.")
                .withViolation(Violation.at("", line, column, "not well-formed from here, or a member is there again"));
    }

    /** Whether the text was JSON as far as it was read, and only its shape another one: neither broken, nor empty, nor two. */
    private static boolean isOneDocument(JsonMappingException failure) {
        if (failure.getCause() instanceof StreamReadException) {
            return false;
        }
        return !(failure.getProcessor() instanceof JsonParser parser) || documents(parser.getParsingContext()) == 1;
    }

    /** How many documents began in the text, which is what a context at its root counts. */
    private static int documents(JsonStreamContext context) {
        JsonStreamContext root = context;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getEntryCount();
    }
}
