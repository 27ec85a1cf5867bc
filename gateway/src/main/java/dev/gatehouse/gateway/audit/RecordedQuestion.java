package dev.gatehouse.gateway.audit;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A question that policy answered, as it is kept for replay. The decision's id is the row's.
 *
 * @param act the permission, such as {@code execution:create}
 * @param complete false where the answer came before the inputs were known
 * @param body the question in JSON values: strings, numbers, booleans, lists and maps of these
 * @param explanation why it was answered so, in such values
 */
public record RecordedQuestion(
        UUID decision,
        String act,
        Outcome outcome,
        boolean complete,
        UUID subject,
        long tenantRevision,
        Map<String, Object> body,
        Map<String, Object> explanation) {

    /** What was answered. */
    public enum Outcome {
        ALLOW,
        DENY,
        APPROVAL_REQUIRED;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
