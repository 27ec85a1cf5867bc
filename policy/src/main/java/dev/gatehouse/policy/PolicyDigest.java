package dev.gatehouse.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The fingerprint of a tenant's policy: lower-case hex SHA-256 over the canonical JSON (RFC 8785) list of
 * {@code [kind, namespace, name, revision, spec digest]}, sorted by the first three.
 */
final class PolicyDigest {
    private static final Comparator<RuleVersion> ORDER = Comparator.comparing(RuleVersion::kind)
            .thenComparing(RuleVersion::namespace)
            .thenComparing(RuleVersion::name);

    private PolicyDigest() {}

    static String of(List<RuleVersion> versions) {
        var json = new StringBuilder("[");
        versions.stream().sorted(ORDER).forEach(version -> {
            json.append(json.length() == 1 ? "[" : ",[");
            string(json, version.kind()).append(',');
            string(json, version.namespace()).append(',');
            string(json, version.name()).append(',').append(version.revision()).append(',');
            string(json, version.specDigest()).append(']');
        });
        return sha256(json.append(']').toString());
    }

    /** RFC 8785, section 3.2.2.2. */
    private static StringBuilder string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\t' -> json.append("\\t");
                case '\n' -> json.append("\\n");
                case '\f' -> json.append("\\f");
                case '\r' -> json.append("\\r");
                default -> {
                    if (c < ' ') {
                        json.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"');
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
