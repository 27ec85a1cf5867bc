package dev.gatehouse.gateway.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A failure as SCIM clients read it, for what ends before their door sees it (RFC 7644, section 3.12). */
final class ScimForm {
    static final String MEDIA_TYPE = "application/scim+json";

    private ScimForm() {}

    static boolean isSpokenAt(@Nullable String path) {
        return path != null && path.startsWith("/scim/");
    }

    static Map<String, Object> body(Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("schemas", List.of("urn:ietf:params:scim:api:messages:2.0:Error"));
        body.put("status", Integer.toString(problem.status()));
        body.put("detail", problem.detail());
        return body;
    }
}
