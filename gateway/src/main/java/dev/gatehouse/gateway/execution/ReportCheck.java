package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.job.JsonBounds;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a report must be, whatever it is about. */
final class ReportCheck {
    static final int MAX_OUTPUTS = 256 << 10;

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern DIGEST = Pattern.compile("|[0-9a-f]{64}");

    private ReportCheck() {}

    /** Why it cannot be recorded. */
    static Optional<ReportOutcome> refusal(ReportCommand command) {
        boolean ended = switch (command.outcome()) {
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, REVOKED -> true;
            case AWAITING_APPROVAL, QUEUED, LEASED, RUNNING, REJECTED, LOST -> false;
        };
        if (!ended) {
            return refuse("report_invalid", "A worker reports SUCCEEDED, FAILED, TIMED_OUT, CANCELLED or REVOKED.");
        }
        if (!command.error().map(code -> CODE.matcher(code).matches()).orElse(true)) {
            return refuse("report_invalid", "The error is not one snake_case code.");
        }
        if (!DIGEST.matcher(command.logDigest()).matches() || command.logChunks() < 0) {
            return refuse("report_invalid", "The log is named by its count of chunks and a SHA-256 in hex.");
        }
        return command.outputs().flatMap(outputs -> {
            if (!JsonBounds.violations(outputs).isEmpty() || !outputs.isObject()) {
                return refuse("outputs_invalid", "The outputs are not one JSON object that can be kept exactly.");
            }
            return outputs.toString().getBytes(StandardCharsets.UTF_8).length > MAX_OUTPUTS
                    ? refuse("outputs_too_large", "The outputs are over 256 KiB.")
                    : Optional.empty();
        });
    }

    private static Optional<ReportOutcome> refuse(String code, String detail) {
        return Optional.of(new ReportOutcome.Invalid(code, detail));
    }
}
