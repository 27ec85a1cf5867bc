package dev.gatehouse.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartBodyTest {
    private static final String TYPE = "multipart/form-data; boundary=XX";

    private static Optional<Map<String, byte[]>> read(String body) {
        return MultipartBody.read(TYPE, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String part(String disposition, String content) {
        return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: text/x\r\n\r\n" + content
                + "\r\n";
    }

    @Test
    void keepsTheBytesOfEveryPart() {
        String bytes = "\u0000\u00ff\r\n--X\n";

        var parts = read(part("name=\"manifest\"", "a: 1\n")
                        + part("filename=\"n.csv\"; name=\"data/n.csv\"", bytes)
                        + part("name=empty", "")
                        + "--XX--\r\n")
                .orElseThrow();

        assertThat(parts.get("manifest")).asString().isEqualTo("a: 1\n");
        assertThat(new String(parts.get("data/n.csv"), StandardCharsets.ISO_8859_1))
                .isEqualTo(bytes);
        assertThat(parts.get("empty")).isEmpty();
    }

    @Test
    void takesAQuotedBoundary() {
        var body = (part("name=\"a\"", "1") + "--XX--").getBytes(StandardCharsets.US_ASCII);

        assertThat(MultipartBody.read("multipart/form-data; charset=utf-8; boundary=\"XX\"", body))
                .isPresent();
    }

    @Test
    void takesNeitherAFileNameNorAnotherHeaderForAName() {
        assertThat(read(part("filename=\"x\"", "1") + "--XX--")).isEmpty();
        assertThat(read("--XX\r\nX-Name: form-data; name=\"a\"\r\n\r\n1\r\n--XX--"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "--XX", "--XX--x", "--XX\r\n", "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx"
            })
    void refusesABodyThatEndsEarly(String body) {
        assertThat(read(body).filter(parts -> !parts.isEmpty())).isEmpty();
    }

    @Test
    void refusesTwoPartsOfOneName() {
        assertThat(read(part("name=a", "1") + part("name=a", "2") + "--XX--")).isEmpty();
    }

    @Test
    void refusesMoreAttributesThanAnyClientSends() {
        assertThat(read(part("a=b; ".repeat(100_000) + "name=a", "1") + "--XX--")
                        .filter(parts -> !parts.isEmpty()))
                .satisfiesAnyOf(
                        parts -> assertThat(parts).isEmpty(),
                        parts -> assertThat(parts.orElseThrow()).containsOnlyKeys("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; ; boundary=XX"})
    void refusesATypeWithoutABoundary(String type) {
        byte[] body = (part("name=a", "1") + "--XX--").getBytes(StandardCharsets.US_ASCII);

        assertThat(MultipartBody.read(type, body)).isEmpty();
        assertThat(MultipartBody.read("multipart/form-data", new byte[0])).isEmpty();
    }

    @Test
    void refusesParametersThatAreNone() {
        assertThat(read("--XX\r\nContent-Disposition: form-data ; ; name=a\r\n\r\n1\r\n--XX--")
                        .filter(parts -> !parts.containsKey("a")))
                .isEmpty();
    }
}
