package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;

/** The body of a request that says why, as {@code {"reason": "..."}}, and nothing else. */
final class StatedReason {
    private static final int MOST = 1_000;

    private StatedReason() {}

    /** Empty where nothing was said. */
    static String ofAnyBody(byte @Nullable [] body) throws JsonProcessingException {
        if (body == null || body.length == 0) {
            return "";
        }
        var members = new Members(StrictJson.read(body).document());
        return checked(members, members.text("reason").orElse(""));
    }

    /** For what nobody does without a reason. */
    static String of(byte @Nullable [] body) throws JsonProcessingException {
        var members =
                new Members(StrictJson.read(body == null ? new byte[0] : body).document());
        String reason = members.text("reason").orElse("");
        if (reason.isBlank()) {
            members.refuse("reason", "is needed");
        }
        return checked(members, reason);
    }

    private static String checked(Members members, String reason) throws JsonProcessingException {
        if (reason.length() > MOST) {
            members.refuse("reason", "more than " + MOST + " characters");
        }
        members.finish();
        if (!members.violations().isEmpty()) {
            throw StrictJson.invalid(members.violations());
        }
        return reason;
    }
}
