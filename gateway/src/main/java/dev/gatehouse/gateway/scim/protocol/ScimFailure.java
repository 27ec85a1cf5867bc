package dev.gatehouse.gateway.scim.protocol;

import java.util.Optional;

/** Ends a SCIM request with an error (RFC 7644, section 3.12). An answer and no fault, so it has no stack trace. */
public final class ScimFailure extends RuntimeException {
    private final int status;
    private final transient Optional<ErrorType> type;

    private ScimFailure(int status, Optional<ErrorType> type, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
    }

    public static ScimFailure of(int status, String detail) {
        return new ScimFailure(status, Optional.empty(), detail);
    }

    /** The client's mistake of that type; a duplicate is a conflict, all others are 400. */
    public static ScimFailure of(ErrorType type, String detail) {
        return new ScimFailure(type == ErrorType.UNIQUENESS ? 409 : 400, Optional.of(type), detail);
    }

    public static ScimFailure invalidValue(String detail) {
        return of(ErrorType.INVALID_VALUE, detail);
    }

    public static ScimFailure notFound(String id) {
        return of(404, "There is no resource " + id + " here.");
    }

    public int status() {
        return status;
    }

    public Optional<ErrorType> type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
