package dev.gatehouse.gateway.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.RuleSpecs;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Reads what stored rules say.
 *
 * <p>Roles and bindings only ever add access, so one that this gateway cannot read is left out and the others count. Without a
 * guardrail nobody knows what is allowed.
 */
@Singleton
final class RuleParser {
    private static final Logger LOG = Logger.getLogger(RuleParser.class);
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final ObjectMapper json;

    RuleParser(ObjectMapper json) {
        this.json = json;
    }

    /** What the rule says; one that cannot be read is warned of. */
    ParsedRule parse(String tenant, StoredRule stored, String spec) {
        String name = stored.version().name();
        try {
            return switch (stored.version().kind()) {
                case StoredRule.GUARDRAIL ->
                    ParsedRule.ofGuardrails(
                            stored,
                            RuleSpecs.guardrail(stored.rule(), stored.namespace(), name, members(spec)).stream()
                                    .toList());
                case StoredRule.ROLE ->
                    ParsedRule.of(
                            stored,
                            RuleSpecs.role(stored.id(), name, stored.version().revision(), members(spec)));
                case StoredRule.PROVIDER -> ParsedRule.ofBindings(stored, mapped(stored, json.readTree(spec)));
                default ->
                    ParsedRule.ofBindings(
                            stored, List.of(RuleSpecs.binding(stored.rule(), stored.namespace(), name, members(spec))));
            };
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException unreadable) {
            warn(tenant, unreadable);
            return ParsedRule.unreadable(stored);
        }
    }

    private Map<String, Object> members(String spec) throws JsonProcessingException {
        return json.readValue(spec, MEMBERS);
    }

    private static List<Binding> mapped(StoredRule stored, JsonNode spec) {
        return spec.path("grants")
                .valueStream()
                .map(grant -> new Binding(
                        stored.rule(),
                        new Namespace(grant.path("namespace").asText()),
                        stored.version().name(),
                        grant.path("role").asText(),
                        Set.of(),
                        Set.of(ClaimGroup.id(stored.id(), grant.path("group").asText())),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }

    private static void warn(String tenant, Exception unreadable) {
        MDC.put(LogKeys.TENANT, tenant);
        try {
            LOG.warn("A stored rule cannot be read and gives nothing", unreadable);
        } finally {
            MDC.remove(LogKeys.TENANT);
        }
    }
}
