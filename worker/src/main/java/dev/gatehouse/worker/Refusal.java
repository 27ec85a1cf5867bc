package dev.gatehouse.worker;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A refusal of the worker door by its code, which with its status is part of the protocol. An answer that names none of
 * these may be anybody's who stands between a worker and its gateway, and ends nothing.
 */
public enum Refusal {
    /** The body is no JSON. */
    MALFORMED_JSON(400),
    /** The body does not have the request's shape, or holds what has no canonical form. */
    BODY_INVALID(422),
    BODY_TOO_LARGE(413),
    /** The event that would record it is too large. */
    EVENT_TOO_LARGE(413),
    REPORT_INVALID(422),
    OUTPUTS_INVALID(422),
    OUTPUTS_TOO_LARGE(422),

    /** The header is missing, or names a version that this gateway does not speak. */
    PROTOCOL_UNSUPPORTED(426),
    /** The gateway has no such route: it is older. */
    NOT_FOUND(404),

    /** No credential, none of this door's, or a signature that does not hold. */
    UNAUTHENTICATED(401),
    /** The identity is unknown, and the join token does not make it known. */
    JOIN_REFUSED(401),
    /** The identity is worth nothing any more. */
    WORKER_REVOKED(401),
    /** The worker's group was deleted, or drains and takes no new workers. */
    GROUP_GONE(401),
    /** The session is over; whether for good, only the answer to a renewal tells. */
    SESSION_ENDED(401),
    /** This counter, or a later one, was used before. */
    COUNTER_USED(409),
    SESSION_KEY_TOO_OLD(409),

    /** This worker holds no such execution. */
    UNKNOWN_EXECUTION(404),
    /** The lease is over. */
    STALE_FENCE(409),
    /** Another end was recorded first. */
    REPORT_CONFLICT(409),
    LOG_OUT_OF_ORDER(409),
    LOG_TOO_LARGE(413),

    /** The execution is about to be stopped, or whoever started it has no access any more: it gets no token. */
    EXECUTION_STOPPING(409),
    /** The execution's job does not say that its runs show this audience who they are. */
    AUDIENCE_UNDECLARED(403),
    /** The audience is the gateway itself. */
    AUDIENCE_RESERVED(403);

    private static final Map<String, Refusal> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Refusal::code, Function.identity()));

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /** The one with this code and this status. */
    public static Optional<Refusal> of(int status, String code) {
        return Optional.ofNullable(BY_CODE.get(code)).filter(found -> found.status == status);
    }

    public int status() {
        return status;
    }

    /** As it travels. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return status + " " + code();
    }
}
