package dev.gatehouse.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.AwsSettings;
import dev.gatehouse.secrets.FakePeer;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreAnswer.Part;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is broken, or wants to break us: whatever it says is a value of ours, and no exception leaves the store. */
@Timeout(60)
class HostileAwsTest {
    private static final String CALL = "POST /";

    private final FakePeer aws = FakePeer.start();

    @AfterEach
    void close() {
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "\"text\"",
                "[]",
                "{",
                "{\"SecretString\":null}",
                "{\"SecretString\":[]}",
                "{\"SecretBinary\":\"not base64!\"}",
                "{\"SecretBinary\":7}",
                "{\"CreatedDate\":\"yesterday\",\"SecretString\":\"correct horse\"}",
                "<html><body>Log in to the network</body></html>"
            })
    void garbageIsMalformed(String garbage) {
        aws.says(CALL, 200, garbage);

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
    }

    /** A job would get one value, and another from a gateway that reads otherwise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"SecretString\":\"correct horse\",\"SecretString\":\"battery staple\"}",
                "{\"SecretString\":\"correct horse\"}{\"SecretString\":\"battery staple\"}",
                "{\"SecretString\":\"correct \\ud800 horse\"}",
                "{\"SecretString\":\"{\\\"value\\\":\\\"correct horse\\\",\\\"value\\\":\\\"battery staple\\\"}\"}",
                "{\"SecretString\":\"{\\\"value\\\":\\\"correct \\\\ud800 horse\\\"}\"}"
            })
    void whatCanBeReadInTwoWaysIsMalformed(String answer) {
        aws.says(CALL, 200, answer);

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
    }

    @Test
    void whatIsNotUtf8IsMalformed() {
        aws.saysInLatin1(CALL, "{\"SecretString\":\"pässwörd\"}");

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ correct horse", "{correct horse}", "{\\\"a\\\":1} battery"})
    void whatOnlyBeginsLikeAnObjectIsTheValueAsItIs(String written) {
        aws.says(CALL, 200, "{\"SecretString\":\"" + written + "\"}");

        assertThat(read())
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(text(found)).isEqualTo(written.replace("\\", "")));
    }

    @Test
    void halfAnAnswerIsNone() {
        aws.breaksOff(CALL, "{\"SecretString\":\"correct ho");

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("connection_lost"));
    }

    @Test
    void anAnswerWithoutAnEndIsNotReadToIt() {
        aws.says(CALL, 200, "{\"SecretString\":\"" + "x".repeat(5 << 20) + "\"}");

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("answer_too_large"));
    }

    @Test
    void deepNestingIsNoAnswer() {
        aws.says(CALL, 200, "{\"SecretString\":" + "[".repeat(1_000_000));

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void nobodyFollowsWhereAServicePoints(int status) {
        try (var elsewhere = FakePeer.start()) {
            aws.says(CALL, status, "", Map.of("Location", elsewhere.address() + "/"));

            assertThat(read()).isInstanceOf(StoreAnswer.Unavailable.class);
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, ResourceNotFoundException, PATH",
        "400, ResourceNotFoundException, PATH",
        "400, InvalidRequestException, VERSION"
    })
    void whatIsNotThereIsMissing(int status, String type, Part part) {
        aws.says(CALL, status, "{\"message\":\"canary\"}", Map.of("x-amzn-errortype", type));

        assertThat(read()).isEqualTo(new StoreAnswer.Missing(part));
    }

    @Test
    void aStatusAloneSaysNothingOfTheSecret() {
        aws.says(CALL, 404, "<html>no such page</html>");

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("call_refused"));
    }

    @Test
    void whoeverHasTooMuchToDoIsAskedAgainLaterAndNotAtOnce() {
        aws.says(CALL, 429, "{}", Map.of("Retry-After", "3600"));

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("store_busy"));
        assertThat(aws.asked(CALL)).isEqualTo(1);
    }

    @Test
    void aKeyThatExpiredMeanwhileIsNoVerdictOnTheSecret() {
        aws.says(CALL, 400, "{\"message\":\"canary\"}", Map.of("x-amzn-errortype", "ExpiredTokenException"));

        assertThat(read()).isEqualTo(new StoreAnswer.Unavailable("login_refused"));
    }

    @Test
    void valuesComeAsTheyLieThereHoweverTheyLook() {
        aws.says(CALL, 200, """
                {"SecretString":"${{ secrets.other }}\\nsecond line\\r\\n\\u0000pässwörd \\ud83d\\udd11"}""");

        assertThat(read())
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(text(found))
                                .isEqualTo("${{ secrets.other }}\nsecond line\r\n\0pässwörd 🔑"));
    }

    private StoreAnswer read() {
        var settings = new AwsSettings(
                "eu-central-1",
                Optional.of(aws.address()),
                "AKIDEXAMPLE00001",
                () -> Optional.of(SecretValue.taking("the-secret-access-key".getBytes(StandardCharsets.UTF_8))),
                Duration.ofSeconds(5));
        return new AwsStore("acme", settings, FakePeer.open()).read("acme", "acme/db");
    }

    private static String text(StoreAnswer.Found found) {
        return found.values().get("value").expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
