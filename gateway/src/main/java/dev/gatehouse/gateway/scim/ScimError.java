package dev.gatehouse.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client was told of a failure (RFC 7644, section 3.12), without what it wrote: of its words only ids and the names of
 * attributes are kept, for an administrator to see.
 */
record ScimError(Optional<String> type, String detail) {
    /** Of an answer that had no SCIM error in it. */
    static final ScimError UNTOLD = new ScimError(Optional.empty(), "");

    private static final int NOT_FOUND = 404;
    private static final int LONGEST = 300;
    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");

    /** Words that are none of ours: with other characters than those have, as addresses and tokens are, or longer. */
    private static final Pattern STRANGE = Pattern.compile("\\S*(?:[^\\s\\w.,:;$'\"()\\[\\]/-]|_)\\S*|\\S{121,}");

    static ScimError of(int status, JsonNode body) {
        String detail = body.path("detail").asText("");
        String known = status == NOT_FOUND && !ID.matcher(detail).find() ? "There is no such resource here." : detail;
        String kept = known.length() > LONGEST ? known.substring(0, LONGEST) : known;
        return new ScimError(
                Optional.ofNullable(body.path("scimType").textValue()),
                STRANGE.matcher(kept).replaceAll("…"));
    }
}
