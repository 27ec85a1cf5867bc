package dev.gatehouse.gateway.problem;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One failure as a caller sees it: a problem details object (RFC 9457) whose {@code type} is
 * {@code urn:gatehouse:problem:CODE}. It never holds a class name, a stack trace or a secret.
 *
 * @param status the HTTP status
 * @param code one snake_case word that is the same in the answer, the event and the log
 * @param detail what happened and what to do, for a person
 * @param violations the places in the caller's document that are wrong, in its order
 * @param retryAfter when the same request may succeed
 * @param members what a program wants to know beyond the code
 */
public record Problem(
        int status,
        String code,
        String detail,
        List<Violation> violations,
        Optional<Duration> retryAfter,
        Map<String, Object> members) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        violations = List.copyOf(violations);
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Optional.empty(), Map.of());
    }

    /** What nobody may know about looks the same as what does not exist. */
    public static Problem notFound() {
        return of(404, "not_found", "There is no such thing here.");
    }

    /** This gateway ends; another one, or the next one, answers. */
    public static Problem stopping() {
        return of(503, "gateway_stopping", "This gateway stops. Ask again in a moment.")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    static Problem bodyTooLarge(long limit) {
        return of(413, "body_too_large", "The body is larger than the " + limit + " bytes that this door takes.");
    }

    /** What the router refused by itself: unknown paths, wrong methods and media types, unreadable bodies. */
    static Problem refused(int status) {
        return switch (status) {
            case 404 -> notFound();
            case 400 -> of(400, "malformed_request", "The request could not be read.");
            case 405 -> of(405, "method_not_allowed", "This path does not know the method.");
            case 406 -> of(406, "not_acceptable", "This path cannot answer in the accepted media types.");
            case 413 -> of(413, "body_too_large", "The body is larger than this door takes.");
            case 415 -> of(415, "unsupported_media_type", "This path does not read the body's media type.");
            default -> of(status, status >= 500 ? "internal_error" : "refused", "The request was refused.");
        };
    }

    /** A fault of ours, of which only the log tells more. */
    static Problem fault() {
        return of(500, "internal_error", "The gateway failed to answer. The fault is in its log.");
    }

    public Problem withViolation(Violation violation) {
        var all = new ArrayList<>(violations);
        all.add(violation);
        return withViolations(all);
    }

    public Problem withViolations(List<Violation> all) {
        return new Problem(status, code, detail, all, retryAfter, members);
    }

    public Problem withRetryAfter(Duration wait) {
        return new Problem(status, code, detail, violations, Optional.of(wait), members);
    }

    /** The same with extension members (RFC 9457, section 3.2), after those that every problem has. */
    public Problem with(Map<String, Object> more) {
        var all = new LinkedHashMap<>(members);
        all.putAll(more);
        return new Problem(status, code, detail, violations, retryAfter, all);
    }

    /** The members of the problem details object, in the order in which they are written. */
    public Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "urn:gatehouse:problem:" + code);
        body.put("title", code.replace('_', ' '));
        body.put("status", status);
        body.put("code", code);
        body.put("detail", detail);
        if (!violations.isEmpty()) {
            body.put("errors", violations.stream().map(Violation::body).toList());
        }
        body.putAll(members);
        return body;
    }

    public Response toResponse() {
        var response = Response.status(status).type(MEDIA_TYPE).entity(body());
        retryAfter.ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, seconds(wait)));
        return response.build();
    }

    /** Answers a request that no resource gets to see, in the form of the door that it came to. */
    public void sendTo(RoutingContext context) {
        HttpServerResponse response = context.response();
        retryAfter.ifPresent(wait -> response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds(wait))));
        boolean scim = ScimForm.isSpokenAt(context.request().path());
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, scim ? ScimForm.MEDIA_TYPE : MEDIA_TYPE)
                .end(new JsonObject(scim ? ScimForm.body(this) : body()).encode());
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.toSeconds());
    }
}
