package dev.gatehouse.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form as encoders write it that know nothing of the redactor: those of the JDK, of Jackson and of other programs. */
class RedactorFormsTest {
    private static final String PEM = """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
            +yfzUXx2YV0oUHtA7tqyVVhRBZ2fP3BbnqLTB7w5tOn7bNFlHqVd2fQKj7dS9a8B
            q6Kp==
            -----END PRIVATE KEY-----
            """;

    private static final List<String> VALUES = List.of(
            "correct horse battery",
            "p@ss/w:rd+50%~!\"q'b\\",
            "it's 'quoted' \"twice\" $HOME `x`",
            "<a href=\"x\">&amp;</a>=1",
            "Grüße-Ünïcode-密码-\uD83D\uDE00-ende",
            "tab\tand\u0001control\u001b[0m",
            "C:\\new\\table\\x41\\u0042",
            "100%41 %2F+%2b already",
            "''''''''''",
            "aaaaaaaaaaaaaaaa",
            "12345678",
            PEM,
            "{\n  \"type\": \"service_account\",\n  \"private_key\": \"x/y+z==\"\n}\n");

    static Stream<String> values() {
        return VALUES.stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void findsWhatTheEncodersOfJavaWrite(String value) throws JsonProcessingException {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("raw", value);
        forms.put("trimmed", value.strip());
        forms.put("with CRLF", value.replace("\n", "\r\n"));
        forms.put("indented", value.replace("\n", "\n        "));
        byte[] bytes = value.getBytes(UTF_8);
        for (String before : List.of("", "u", "us", "user:")) {
            byte[] inside = (before + value + "tail").getBytes(UTF_8);
            forms.put("base64 inside " + before, Base64.getEncoder().encodeToString(inside));
            forms.put("base64url inside " + before, Base64.getUrlEncoder().encodeToString(inside));
            forms.put("mime inside " + before, Base64.getMimeEncoder().encodeToString(inside));
            forms.put(
                    "base64 of 64 columns inside " + before,
                    Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(inside));
            forms.put("hex inside " + before, HexFormat.of().formatHex(inside));
            forms.put("base64 in a form", URLEncoder.encode(Base64.getEncoder().encodeToString(inside), UTF_8));
        }
        forms.put("base64", Base64.getEncoder().encodeToString(bytes));
        forms.put("base64url", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        forms.put("HEX", HexFormat.of().withUpperCase().formatHex(bytes));
        forms.put("he:x", HexFormat.ofDelimiter(":").formatHex(bytes));
        forms.put("HE X", HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes));
        forms.put("form", URLEncoder.encode(value, UTF_8));
        forms.put("lower-case form", lowerCaseEscapes(URLEncoder.encode(value, UTF_8)));
        forms.put("component", URLEncoder.encode(value, UTF_8).replace("+", "%20"));
        forms.put(
                "all percent",
                HexFormat.ofDelimiter("%").withPrefix("").formatHex(bytes).transform(s -> "%" + s));
        forms.put("json", new JsonMapper().writeValueAsString(value));
        forms.put(
                "ascii json",
                JsonMapper.builder()
                        .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                        .build()
                        .writeValueAsString(value));
        forms.put(
                "json with slashes",
                JsonMapper.builder()
                        .enable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                        .build()
                        .writeValueAsString(value));
        forms.put("html-safe json", htmlSafe(new JsonMapper().writeValueAsString(value)));

        forms.forEach((form, text) -> assertGone(value, form, text));
    }

    /** What Python prints, and Rust and JavaScript where they escape, in which a character has a number and no bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Passw\u00f6rt-Gr\u00f6\u00dfe\\xa0-\u00d1and\u00fa-7",
                "Passw\\xf6rt-Gr\\xf6\\xdfe\\xa0-\\xd1and\\xfa-7",
                "Passw\\xc3\\xb6rt-Gr\\xc3\\xb6\\xc3\\x9fe\\xc2\\xa0-\\xc3\\x91and\\xc3\\xba-7",
                "Passw\u00f6rt-Gr\u00f6\u00dfe\\u{a0}-\u00d1and\u00fa-7",
                "Passw\\u{f6}rt-Gr\\u{00F6}\\u{0000df}e\\u{a0}-\\u{d1}and\\u{fa}-7",
            })
    void findsCharactersThatAreWrittenAsNumbers(String text) {
        assertGone("Passw\u00f6rt-Gr\u00f6\u00dfe\u00a0-\u00d1and\u00fa-7", "escaped", text);
    }

    private static void assertGone(String value, String form, String text) {
        Redactor redactor = Redactor.of(List.of(SecretValue.copyOf(value.getBytes(UTF_8))));
        String before = "2026-01-01 INFO request \u00e9 [";
        String after = "] done in 12 ms\n";

        String redacted = redactor.redact(before + text + after);

        assertThat(redacted)
                .as(form + ": " + text)
                .startsWith(before)
                .endsWith(after)
                .contains("***");
        assertThat(redacted.substring(before.length(), redacted.length() - after.length()))
                .as(form + ": " + text)
                .hasSizeLessThan(40);
    }

    private static String lowerCaseEscapes(String text) {
        return java.util.regex.Pattern.compile("%[0-9A-F]{2}")
                .matcher(text)
                .replaceAll(escape -> escape.group().toLowerCase(java.util.Locale.ROOT));
    }

    private static String htmlSafe(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("=", "\\u003d")
                .replace("'", "\\u0027");
    }
}
