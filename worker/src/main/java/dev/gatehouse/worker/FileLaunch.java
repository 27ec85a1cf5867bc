package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A file of a process job: exactly one of joined text and bytes (base64url without padding). */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileLaunch(
        Part.@Nullable Joined text, @Nullable String bytes) {
    public FileLaunch {
        if ((text == null) == (bytes == null)) {
            throw new IllegalArgumentException("a file is either text or bytes");
        }
    }

    /** A file of text, with secrets joined in by the worker. */
    public static FileLaunch ofText(Part.Joined text) {
        return new FileLaunch(text, null);
    }

    /** A file of arbitrary bytes. */
    public static FileLaunch ofBytes(byte[] bytes) {
        return new FileLaunch(null, Protocol.encode(bytes));
    }
}
