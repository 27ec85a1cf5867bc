package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String CANARY = "canary-4f9~/+?";

    private final Redactor redactor = redactor(CANARY, "canary-4f9~/+?-longer", "second\nline");

    @Test
    void takesOutTheRawValue() {
        assertThat(redactor.redact("a " + CANARY + " b")).isEqualTo("a *** b");
        assertThat(redactor.redact("a canary-4f9~/+?-longer b")).isEqualTo("a *** b");
        assertThat(redactor.redact("second\nline")).isEqualTo("***");
    }

    @Test
    void takesOutBase64AlsoInsideLongerText() {
        assertThat(redactor.redact(base64(CANARY))).doesNotContain("Y2FuYXJ5");
        for (String user : List.of("", "u", "us", "use", "user")) {
            String header = base64(user + CANARY + "tail");

            assertThat(redactor.redact("Basic " + header)).contains("***").hasSizeLessThan(6 + header.length() - 10);
        }
        String forUrls = Base64.getUrlEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
        assertThat(redactor.redact("x" + forUrls)).startsWith("x***").hasSizeLessThan(8);
    }

    @Test
    void leavesEverythingElse() {
        assertThat(redactor.redact("canary-4f9 and canary-4f9~/+ and ***"))
                .isEqualTo("canary-4f9 and canary-4f9~/+ and ***");
        assertThat(Redactor.of(List.of()).redact("anything")).isEqualTo("anything");
    }

    @Test
    void seesOneTextHoweverItIsCut() {
        byte[] text =
                ("ab" + CANARY + CANARY + "cd" + base64(CANARY) + "\nsecond\nlineX").getBytes(StandardCharsets.UTF_8);
        byte[] whole = redactor.redact(text);

        assertThat(new String(whole, StandardCharsets.UTF_8))
                .startsWith("ab***cd***")
                .endsWith("\n***X");
        for (int first = 0; first <= text.length; first++) {
            for (int second = first; second <= text.length; second += 3) {
                assertThat(inPieces(text, first, second)).isEqualTo(whole);
            }
        }
    }

    @Test
    void holdsBackOnlyWhatMayBeTheBeginningOfASecret() {
        RedactedStream stream = redactor.stream();

        assertThat(write(stream, "hello\n")).isEqualTo("hello\n");
        assertThat(write(stream, "hello can")).isEqualTo("hello ");
        assertThat(write(stream, "dle")).isEqualTo("candle");
        assertThat(stream.finish()).isEmpty();
    }

    @Test
    void takesSecretsOutOfNamesAndValuesOfOutputs() throws Exception {
        ObjectNode outputs = (ObjectNode) Protocol.mapper()
                .readTree("{\"" + CANARY + "\":[1,{\"x\":\"see " + base64(CANARY) + "\"}],\"n\":null,\"rows\":12}");

        String redacted = redactor.redact(outputs).toString();

        assertThat(redacted).startsWith("{\"***\":[1,{\"x\":\"see ***").endsWith("}],\"n\":null,\"rows\":12}");
        assertThat(redacted).doesNotContain("Y2FuYXJ5");
    }

    /** The database and other programs write a number with other digits than it was read with. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678",
                "12345678.0",
                "12345678e0",
                "12345678.5",
                "1.2345678e7",
                "1.2345678E+7",
                "12345678000",
                "1234567800000000000000000000000.0",
                "-12345678.25e0",
                "0.12345678",
                "12345678e-20",
                "12345678e-30",
                "12345678e290"
            })
    void takesOutNumbersHoweverTheyMayBeWrittenLater(String number) throws Exception {
        ObjectNode outputs = (ObjectNode) Protocol.mapper().readTree("{\"n\":[" + number + "]}");

        JsonNode redacted = redactor("12345678").redact(outputs).get("n").get(0);

        assertThat(redacted.isTextual()).as(redacted.toString()).isTrue();
        assertThat(redacted.asText()).contains("***").doesNotContain("12345678");
    }

    @ParameterizedTest
    @CsvSource({"12345678.0,12345678.0", "1.2345678E7,12345678.0", "0.00012345,0.00012345"})
    void takesOutValuesThatLookLikeAForm(String secret, String number) throws Exception {
        ObjectNode outputs = (ObjectNode) Protocol.mapper().readTree("{\"n\":" + number + "}");

        assertThat(redactor(secret).redact(outputs).get("n").asText()).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1234567.8", "1234567", "87654321.0", "1e400", "-1e400", "1e-400", "0.0", "5e-324", "1.7e308"})
    void leavesOtherNumbers(String number) throws Exception {
        ObjectNode outputs = (ObjectNode) Protocol.mapper().readTree("{\"n\":" + number + "}");

        assertThat(redactor("12345678").redact(outputs)).isEqualTo(outputs);
    }

    @Test
    void leavesNumbersThatHaveTooManyDigitsToBeWrittenOut() {
        ObjectNode outputs = JsonNodeFactory.instance.objectNode().put("n", new BigDecimal("12345678e1000000000"));

        assertThat(redactor("12345678").redact(outputs).get("n").isTextual()).isFalse();
        assertThat(redactor("1.2345678E+1000000007").redact(outputs).get("n").asText())
                .isEqualTo("***");
    }

    /** The worst case for a search that begins again after each near miss: four megabytes of the same letter. */
    @Test
    void takesTimeInProportionToTheText() {
        byte[] secret = new byte[64 * 1024];
        Arrays.fill(secret, (byte) 'a');
        byte[] text = new byte[4 * 1024 * 1024];
        Arrays.fill(text, (byte) 'a');
        Redactor single = Redactor.of(List.of(SecretValue.copyOf(secret)));

        long begin = System.nanoTime();
        byte[] redacted = single.redact(text);

        assertThat(new String(redacted, StandardCharsets.UTF_8)).isEqualTo("***");
        assertThat((System.nanoTime() - begin) / 1_000_000).isLessThan(10_000);
    }

    private byte[] inPieces(byte[] text, int first, int second) {
        RedactedStream stream = redactor.stream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(stream.write(text, 0, first));
        out.writeBytes(stream.write(text, first, second - first));
        out.writeBytes(stream.write(text, second, text.length - second));
        out.writeBytes(stream.finish());
        return out.toByteArray();
    }

    private static String write(RedactedStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(stream.write(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Redactor redactor(String... secrets) {
        return Redactor.of(Arrays.stream(secrets)
                .map(secret -> SecretValue.copyOf(secret.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    @Test
    void takesOutWhatIsAddedFromStreamsThatHaveBegun() {
        Redactor redactor = Redactor.of(List.of(SecretValue.copyOf("first-value".getBytes(StandardCharsets.UTF_8))));
        RedactedStream stream = redactor.stream();
        var said = new StringBuilder(written(stream, "a first-"));

        redactor.add(SecretValue.copyOf("second-value".getBytes(StandardCharsets.UTF_8)));
        said.append(written(stream, "value b second-value c"));
        said.append(new String(stream.finish(), StandardCharsets.UTF_8));

        assertThat(said.toString()).isEqualTo("a *** b *** c");
    }

    @Test
    void ofWhatIsAddedOnlyTheLatestIsTakenOut() {
        Redactor redactor = Redactor.of(List.of());
        for (int i = 10; i < 61; i++) {
            redactor.add(SecretValue.copyOf(("renewed-" + i).getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(redactor.redact("renewed-10 renewed-11 renewed-60")).isEqualTo("renewed-10 *** ***");
    }

    private static String written(RedactedStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(stream.write(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }
}
