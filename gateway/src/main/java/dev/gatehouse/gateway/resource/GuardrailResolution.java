package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.policy.NamePattern;
import dev.gatehouse.policy.Permission;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A guardrail is about permissions that there are, its condition is one, and its approvers are stored by their ids. */
final class GuardrailResolution implements Resolution {
    private static final Set<Permission> RUNS = Set.of(Permission.EXECUTION_CREATE);
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);
    private static final Pointer MATCH = Draft.SPEC.child("match");

    private final ConditionResolution condition;
    private final DeclaredAddresses addresses;

    GuardrailResolution(ConditionResolution condition, DeclaredAddresses addresses) {
        this.condition = condition;
        this.addresses = addresses;
    }

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        Set<Permission> actions = actions(draft);
        boolean onlyRuns = actions.equals(RUNS);
        condition.resolve(draft, actions, declarations);
        JsonNode jobs = draft.spec().path("match").path("jobs");
        for (int i = 0; i < jobs.size(); i++) {
            if (!NamePattern.isOne(jobs.get(i).asText())) {
                draft.refuse(
                        MATCH.child("jobs").child(i), "not a pattern of full job names, such as acme.prod/nightly-*");
            }
        }
        if (!jobs.isEmpty() && !onlyRuns) {
            draft.refuse(
                    MATCH.child("jobs"), "only execution:create is of jobs; make another guardrail for other actions");
        }
        boolean wantsApproval = draft.spec().path("action").asText().equals("RequireApproval");
        if (wantsApproval && !onlyRuns) {
            draft.refuse(Draft.SPEC.child("action"), "only execution:create waits for approval");
        }
        if (wantsApproval && draft.spec().has("at")) {
            draft.refuse(Draft.SPEC.child("at"), "an approval is asked about again when it begins, so leave this out");
        }
        if (!draft.namespace().isRoot() && actions.stream().anyMatch(Permission::isTenantWide)) {
            draft.refuse(MATCH.child("actions"), "what lies in no namespace is asked about in root only");
        }
        if (wantsApproval != draft.spec().has("approval")) {
            draft.refuse(
                    Draft.SPEC.child("approval"),
                    wantsApproval ? "RequireApproval needs to say who approves" : "only RequireApproval is approved");
        }
        if (draft.spec().has("approval")) {
            resolveApproval(draft, (ObjectNode) draft.spec().path("approval"), declarations);
        }
    }

    private static Set<Permission> actions(Draft draft) {
        JsonNode named = draft.spec().path("match").path("actions");
        Set<Permission> actions = new LinkedHashSet<>();
        for (int i = 0; i < named.size(); i++) {
            Optional<Permission> permission = Permission.parse(named.get(i).asText());
            permission.ifPresent(actions::add);
            if (permission.isEmpty()) {
                draft.refuse(MATCH.child("actions").child(i), "there is no such permission");
            } else if (!permission.get().isGuarded()) {
                draft.refuse(
                        MATCH.child("actions").child(i),
                        "a guardrail about guardrails could not be found, or not be taken back");
            }
        }
        return actions;
    }

    private void resolveApproval(Draft draft, ObjectNode approval, Declarations declarations) throws SQLException {
        Pointer at = Draft.SPEC.child("approval").child("from").child("groups");
        JsonNode named = approval.path("from").path("groups");
        Set<UUID> groups = new LinkedHashSet<>();
        for (int i = 0; i < named.size(); i++) {
            GroupNames.only(named.get(i).asText(), at.child(i), draft, declarations)
                    .ifPresent(groups::add);
        }
        ArrayNode stored = JsonNodeFactory.instance.arrayNode();
        groups.forEach(group -> stored.add(group.toString()));
        ((ObjectNode) approval.path("from")).set("groups", stored);
        if (!approval.has("count")) {
            approval.put("count", 1);
        }
        Optional.ofNullable(approval.path("notify").textValue())
                .flatMap(addresses::problem)
                .ifPresent(problem -> draft.refuse(Draft.SPEC.child("approval").child("notify"), problem));
        if (!isWait(approval.path("expires").asText())) {
            Pointer expires = Draft.SPEC.child("approval").child("expires");
            draft.refuse(expires, "not a duration of ISO 8601 between PT1M and P30D, such as PT4H");
        }
    }

    private static boolean isWait(String text) {
        try {
            Duration wait = Duration.parse(text);
            return wait.compareTo(Duration.ofMinutes(1)) >= 0 && wait.compareTo(LONGEST_WAIT) <= 0;
        } catch (DateTimeParseException malformed) {
            return false;
        }
    }
}
