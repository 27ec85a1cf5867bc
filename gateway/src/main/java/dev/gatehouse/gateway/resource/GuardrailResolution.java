package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.egress.DeclaredAddresses;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.policy.GuardrailForm;
import dev.gatehouse.policy.SpecFlaw;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A guardrail is about permissions that there are, its condition is one, and its approvers are stored by their ids. */
final class GuardrailResolution implements Resolution {
    private static final String APPROVAL = "approval";

    private final ConditionResolution condition;
    private final DeclaredAddresses addresses;

    GuardrailResolution(ConditionResolution condition, DeclaredAddresses addresses) {
        this.condition = condition;
        this.addresses = addresses;
    }

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        GuardrailForm form = form(draft);
        form.flaws().forEach(flaw -> draft.refuse(place(flaw), flaw.message()));
        condition.resolve(draft, form.permissions(), declarations);
        if (draft.spec().has(APPROVAL)) {
            resolveApproval(draft, (ObjectNode) draft.spec().path(APPROVAL), declarations);
        }
    }

    private static GuardrailForm form(Draft draft) {
        ObjectNode spec = draft.spec();
        return new GuardrailForm(
                draft.namespace(),
                texts(spec.path("match").path("actions")),
                texts(spec.path("match").path("jobs")),
                spec.path("action").asText(),
                spec.has("at"),
                Optional.ofNullable(spec.get(APPROVAL))
                        .map(approval -> approval.path("expires").asText()));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static Pointer place(SpecFlaw flaw) {
        Pointer at = Draft.SPEC;
        for (String member : flaw.at()) {
            at = at.child(member);
        }
        return at;
    }

    private void resolveApproval(Draft draft, ObjectNode approval, Declarations declarations) throws SQLException {
        Pointer at = Draft.SPEC.child(APPROVAL).child("from").child("groups");
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
                .ifPresent(problem -> draft.refuse(Draft.SPEC.child(APPROVAL).child("notify"), problem));
    }
}
