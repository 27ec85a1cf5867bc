package dev.gatehouse.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.erdtman.jcs.JsonCanonicalizer;

/** RFC 8785: the one text of a JSON value that is signed, and bound to an envelope. */
final class CanonicalJson {
    private CanonicalJson() {}

    static String of(Object value) {
        try {
            return new JsonCanonicalizer(Protocol.mapper().writeValueAsString(value)).getEncodedString();
        } catch (JsonProcessingException failure) {
            throw new IllegalArgumentException("not a JSON value", failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
