package dev.gatehouse.gateway.scim.directory;

import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client says of the version that it wants to change (RFC 7232, If-Match). A strong tag and a weak one mean the
 * same version here.
 */
public final class Precondition {
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");

    private final Optional<String> header;

    private Precondition(Optional<String> header) {
        this.header = header;
    }

    public static Precondition of(Optional<String> header) {
        return new Precondition(header.map(String::strip).filter(text -> !text.equals("*")));
    }

    /** The tag of a version. */
    public static String tag(long version) {
        return "W/\"" + version + "\"";
    }

    /** Whether the header names the version, or any. */
    public static boolean names(String header, long version) {
        return header.strip().equals("*")
                || TAG.matcher(header).results().anyMatch(tag -> tag.group(1).equals(Long.toString(version)));
    }

    void require(long version) {
        if (header.isPresent() && !names(header.get(), version)) {
            throw ScimFailure.of(412, "The resource is not at the version that If-Match names.");
        }
    }
}
