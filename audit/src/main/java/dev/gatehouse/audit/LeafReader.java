package dev.gatehouse.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a verifier needs of a leaf, version 1.
 *
 * @param execution absent where the event has none; then {@code n} is 0
 * @param fields commitments by field name, lower-case hex
 */
record LeafReader(String tenant, Optional<String> execution, int n, String code, Map<String, String> fields) {
    private static final Set<String> REQUIRED = Set.of("v", "id", "tenant", "n", "code", "at");
    private static final Set<String> OPTIONAL =
            Set.of("execution", "actor", "resource", "decision", "policy", "job", "facts", "fields");

    static LeafReader read(byte[] leaf, String place) throws Refused {
        if (leaf.length > Leaf.MAX_BYTES) {
            throw new Refused(place, "larger than a leaf may be");
        }
        JsonNode object = StrictJson.parse(leaf, place + " ");
        StrictJson.members(object, place, REQUIRED, OPTIONAL);
        if (StrictJson.number(object, place, "v") != 1) {
            throw new Refused(place + "/v", "an unknown version");
        }
        long n = StrictJson.number(object, place, "n");
        if (object.has("execution") != (n > 0) || n > Integer.MAX_VALUE) {
            throw new Refused(place + "/n", "numbered without an execution, or the reverse");
        }
        Map<String, String> fields = new HashMap<>();
        for (var field : object.path("fields").properties()) {
            fields.put(field.getKey(), StrictJson.text(object.path("fields"), place + "/fields", field.getKey()));
        }
        return new LeafReader(
                StrictJson.text(object, place, "tenant"),
                object.has("execution") ? Optional.of(StrictJson.text(object, place, "execution")) : Optional.empty(),
                (int) n,
                StrictJson.text(object, place, "code"),
                fields);
    }
}
