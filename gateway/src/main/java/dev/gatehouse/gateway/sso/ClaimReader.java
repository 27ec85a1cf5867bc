package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the claims of a token that nobody believes yet: one that is missing, or of another shape, refuses the token. */
record ClaimReader(ObjectNode claims) {
    private static final int MOST_GROUPS = 1_000;
    private static final double LATEST = 253_402_300_799d;

    boolean has(String claim) {
        return claims.has(claim);
    }

    String text(String claim) throws TokenRefused {
        return text(claims.path(claim));
    }

    private static String text(JsonNode value) throws TokenRefused {
        return ClaimText.of(value).orElseThrow(() -> new TokenRefused("token_claims"));
    }

    /** One text, or a list of them. */
    List<String> texts(String claim, int most) throws TokenRefused {
        JsonNode value = claims.path(claim);
        if (value.isTextual()) {
            return List.of(text(value));
        }
        if (!value.isArray() || value.size() > most) {
            throw new TokenRefused("token_claims");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            texts.add(text(each));
        }
        return texts;
    }

    /**
     * The names of the person's groups: none without the claim, or where it is null. An entry that is null, or a text that no
     * group can be called, names none; one of another shape refuses the token.
     */
    List<String> groups(Optional<String> claim) throws TokenRefused {
        JsonNode value = claim.map(claims::path).orElseGet(MissingNode::getInstance);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        List<JsonNode> entries = value.isArray() ? value.valueStream().toList() : List.of(value);
        boolean named = entries.stream().allMatch(each -> each.isTextual() || (each.isNull() && value.isArray()));
        if (!named || entries.size() > MOST_GROUPS) {
            throw new TokenRefused("token_claims");
        }
        return entries.stream().flatMap(each -> ClaimText.of(each).stream()).toList();
    }

    /**
     * The e-mail address, in lower case, where the issuer says that it is the person's (OpenID Connect Core 1.0, section 5.1):
     * by {@code true}, and by nothing that only reads like it.
     */
    Optional<String> verifiedEmail() {
        JsonNode verified = claims.path("email_verified");
        return verified.isBoolean() && verified.booleanValue()
                ? ClaimText.of(claims.path("email"))
                        .filter(address -> address.contains("@"))
                        .map(address -> address.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    /** A NumericDate (RFC 7519, section 2), down to the millisecond. */
    Instant time(String claim) throws TokenRefused {
        JsonNode value = claims.path(claim);
        double seconds = value.isNumber() ? value.doubleValue() : -1;
        if (!(seconds >= 0 && seconds <= LATEST)) {
            throw new TokenRefused("token_claims");
        }
        return Instant.ofEpochMilli((long) (seconds * 1_000));
    }
}
