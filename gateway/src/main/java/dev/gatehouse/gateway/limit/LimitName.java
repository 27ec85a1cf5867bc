package dev.gatehouse.gateway.limit;

import dev.gatehouse.policy.Namespace;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which limit it is that refused. */
public record LimitName(LimitKind kind, Per per, Namespace namespace) {
    /** As a problem shows it. */
    Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("kind", kind.word());
        body.put("per", per.word());
        body.put("namespace", namespace.path());
        return body;
    }
}
