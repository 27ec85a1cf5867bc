package dev.gatehouse.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a leaf of version 1 and keeps what a verifier needs; a member in another form than that version's is refused.
 *
 * @param execution absent where the event has none; then {@code n} is 0
 * @param fields commitments by field name, lower-case hex
 */
record LeafReader(String tenant, Optional<String> execution, int n, String code, Map<String, String> fields) {
    private static final Set<String> REQUIRED = Set.of("v", "id", "tenant", "n", "code", "at");
    private static final Set<String> OPTIONAL =
            Set.of("execution", "actor", "resource", "decision", "policy", "job", "facts", "fields");

    private static final Set<String> OUTCOMES = Set.of(
            "execution.succeeded",
            "execution.failed",
            "execution.timed_out",
            "execution.cancelled",
            "execution.rejected",
            "execution.revoked",
            "execution.lost");
    private static final String FIRST = "execution.accepted";
    private static final String SETTLED = "execution.settled";

    private static final Set<String> TEXTS = Set.of("actor", "resource", "decision", "policy", "job");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern CODE = Pattern.compile("[a-z]+(_[a-z]+)*\\.[a-z]+(_[a-z]+)*");
    private static final Pattern AT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z");
    private static final Pattern COMMITMENT = Pattern.compile("[0-9a-f]{64}");

    /** Whether it is the one event that says how its execution ended. */
    boolean isOutcome() {
        return OUTCOMES.contains(code);
    }

    /** Refuses an event that stands elsewhere in an execution's record than its code allows. */
    void requireOrder(boolean afterOutcome, String place) throws Refused {
        if ((n == 1) != code.equals(FIRST)) {
            throw new Refused(place, "the first event of an execution, and no other, is its acceptance");
        }
        if (afterOutcome && !code.equals(SETTLED)) {
            throw new Refused(place, "event " + n + " of an execution that had ended");
        }
    }

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
        text(object, place, "id", ID);
        text(object, place, "at", AT);
        for (String member : TEXTS) {
            if (object.has(member)) {
                StrictJson.text(object, place, member);
            }
        }
        members(object, place, "facts");
        return new LeafReader(
                StrictJson.text(object, place, "tenant"),
                object.has("execution") ? Optional.of(text(object, place, "execution", ID)) : Optional.empty(),
                (int) n,
                text(object, place, "code", CODE),
                commitments(members(object, place, "fields"), place + "/fields"));
    }

    private static String text(JsonNode object, String place, String member, Pattern form) throws Refused {
        String text = StrictJson.text(object, place, member);
        if (!form.matcher(text).matches()) {
            throw new Refused(StrictJson.pointer(place, member), "not in the form of version 1");
        }
        return text;
    }

    /** An object that may be left out. */
    private static JsonNode members(JsonNode leaf, String place, String member) throws Refused {
        JsonNode object = leaf.path(member);
        if (leaf.has(member) && !object.isObject()) {
            throw new Refused(place + "/" + member, "not an object");
        }
        return object;
    }

    private static Map<String, String> commitments(JsonNode fields, String place) throws Refused {
        Map<String, String> commitments = new HashMap<>();
        for (var field : fields.properties()) {
            commitments.put(field.getKey(), text(fields, place, field.getKey(), COMMITMENT));
        }
        return commitments;
    }
}
