package dev.gatehouse.gateway.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.Namespace;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A decision as it is kept with its question.
 *
 * @param permission that was asked for
 * @param outcome {@code allow}, {@code deny} or {@code approval_required}
 * @param complete whether the inputs were known
 * @param explanation why; nothing of one that is older than explanations
 */
record RecordedDecision(
        UUID id,
        Instant at,
        String permission,
        String outcome,
        boolean complete,
        UUID subject,
        long tenantRevision,
        JsonNode question,
        JsonNode explanation) {

    /** Where it was asked. */
    Namespace namespace() {
        return job().map(JobName::namespace)
                .or(() -> Namespace.parse(question.path("namespace").asText()))
                .orElse(Namespace.ROOT);
    }

    /** What it is to whoever asked: what was asked and answered, and no rule, no name and nothing of others. */
    Map<String, Object> forUser() {
        var form = new LinkedHashMap<String, Object>();
        form.put("id", id.toString());
        form.put("form", "user");
        form.put("at", at.toString());
        form.put("permission", permission);
        form.put("namespace", namespace().path());
        object().ifPresent(object -> form.put("object", object));
        form.put("outcome", outcome);
        form.put("reason_user", explanation.path("user").asText(inGeneral()));
        return form;
    }

    private String inGeneral() {
        String what = permission + " in " + namespace() + ".";
        return switch (outcome) {
            case "allow" -> "You had " + what;
            case "deny" -> "Policy denied you " + what;
            default -> "People had to approve " + what;
        };
    }

    private Optional<String> object() {
        return job().map(job -> "job/" + job)
                .or(() -> Optional.ofNullable(question.path("object").textValue()));
    }

    private Optional<JobName> job() {
        return JobName.parse(question.path("job").path("name").asText());
    }
}
