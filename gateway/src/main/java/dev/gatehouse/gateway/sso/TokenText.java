package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A signed JWT in the compact form (RFC 7515, section 3.1), taken apart and not believed: three segments of base64url in
 * their one spelling, the first two of them JSON objects.
 */
public record TokenText(String text, ObjectNode header, ObjectNode claims) {
    /** With a request's other headers it stays below what the server takes. */
    private static final int LONGEST = 16_384;

    private static final Pattern SEGMENTS = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** The parts of the text; nothing where it has another form. */
    public static Optional<TokenText> of(String text) {
        if (text.length() > LONGEST || !SEGMENTS.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] segments = text.split("\\.", -1);
        return decoded(segments[2])
                .flatMap(_ -> object(segments[0]))
                .flatMap(header -> object(segments[1]).map(claims -> new TokenText(text, header, claims)));
    }

    private static Optional<ObjectNode> object(String segment) {
        return decoded(segment).flatMap(StrictDocument::read);
    }

    /** Bits that no byte needs have to be zero (RFC 4648, section 3.5): one token has one text. */
    private static Optional<byte[]> decoded(String segment) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(segment);
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(segment);
            return canonical ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "TokenText[redacted]";
    }
}
