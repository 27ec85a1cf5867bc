package dev.gatehouse.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.AwsSettings;
import dev.gatehouse.secrets.FakePeer;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreAnswer.Part;
import dev.gatehouse.secrets.StoreCredential;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AwsStoreTest {
    private static final String CALL = "POST /";
    private static final StoreCredential KEY =
            () -> Optional.of(SecretValue.taking("the-secret-access-key".getBytes(StandardCharsets.UTF_8)));

    private final FakePeer aws = FakePeer.start();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void aJsonObjectHasAValueUnderEachOfItsNames() {
        aws.says(CALL, 200, """
                {"Name":"acme/db","VersionId":"v-7","SecretString":"{\\"user\\":\\"reporting\\",\\"port\\":5432}"}""");

        assertThat(store().read("acme", "acme/db")).isInstanceOfSatisfying(StoreAnswer.Found.class, found -> {
            assertThat(found.version()).contains("v-7");
            assertThat(text(found.values().get("user"))).isEqualTo("reporting");
            assertThat(text(found.values().get("port"))).isEqualTo("5432");
        });
    }

    @Test
    void anyOtherTextAndABinaryOneIsTheValue() {
        aws.says(CALL, 200, "{\"SecretString\":\"{correct horse\"}");
        assertThat(store().read("acme", "acme/db"))
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(text(found.values().get("value"))).isEqualTo("{correct horse"));

        byte[] binary = {0, 1, -1, 13, 10};
        aws.says(CALL, 200, "{\"SecretBinary\":\"" + Base64.getEncoder().encodeToString(binary) + "\"}");
        assertThat(store().read("acme", "acme/db"))
                .isInstanceOfSatisfying(
                        StoreAnswer.Found.class,
                        found -> assertThat(found.values().get("value").<byte[]>expose(byte[]::clone))
                                .isEqualTo(binary));
    }

    @Test
    void signsTheCallAndShowsTheKeyToNobody() {
        aws.says(CALL, 200, "{\"SecretString\":\"correct horse\"}");

        store().read("acme", "acme/db");

        assertThat(aws.asked()).singleElement().satisfies(each -> {
            assertThat(each.headers().get("x-amz-target")).isEqualTo("secretsmanager.GetSecretValue");
            assertThat(each.headers().get("authorization"))
                    .contains("AKIDEXAMPLE00001/", "/eu-central-1/secretsmanager/aws4_request")
                    .contains("host");
            assertThat(each.body()).contains("acme/db");
            assertThat(each.toString()).doesNotContain("the-secret-access-key");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException, store_busy",
        "429, '', store_busy",
        "400, UnrecognizedClientException, login_refused",
        "403, InvalidSignatureException, login_refused",
        "400, ValidationException, call_refused",
        "500, InternalServiceError, store_failed",
        "503, '', store_failed"
    })
    void aServiceThatDoesNotAnswerTheQuestionIsUnavailableInAWordOfOurs(int status, String type, String cause) {
        aws.says(CALL, status, "{\"message\":\"canary\"}", Map.of("x-amzn-errortype", type));

        assertThat(store().read("acme", "acme/db")).isEqualTo(new StoreAnswer.Unavailable(cause));
    }

    @Test
    void tellsWhatIsNotThereFromWhatIsForbidden() {
        aws.says(CALL, 400, "{}", Map.of("x-amzn-errortype", "ResourceNotFoundException"));
        assertThat(store().read("acme", "acme/db")).isEqualTo(new StoreAnswer.Missing(Part.PATH));

        aws.says(CALL, 400, "{}", Map.of("x-amzn-errortype", "InvalidRequestException"));
        assertThat(store().read("acme", "acme/db")).isEqualTo(new StoreAnswer.Missing(Part.VERSION));

        aws.says(CALL, 400, "{}", Map.of("x-amzn-errortype", "AccessDeniedException"));
        assertThat(store().read("acme", "acme/db")).isEqualTo(new StoreAnswer.Forbidden());
    }

    @Test
    void garbageAndSilenceAreUnavailable() {
        aws.says(CALL, 200, "canary");
        assertThat(store().read("acme", "acme/db")).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));

        aws.says(CALL, 200, "{}");
        assertThat(store().read("acme", "acme/db")).isEqualTo(new StoreAnswer.Unavailable("answer_malformed"));

        aws.hangs(CALL);
        assertThat(store().read("acme", "acme/db")).isEqualTo(new StoreAnswer.Unavailable("timeout"));
    }

    @Test
    void everyCallPassesTheGuard() {
        var shut = store(FakePeer.shut(), KEY);

        assertThat(shut.read("acme", "acme/db")).isEqualTo(new StoreAnswer.Unavailable("address_forbidden"));
        assertThat(shut.probe("acme")).contains(StoreFinding.of("reachable", Optional.of("address_forbidden")));
        assertThat(aws.asked()).isEmpty();
    }

    @Test
    void withoutACredentialNobodyIsAsked() {
        assertThat(store(FakePeer.open(), Optional::empty).read("acme", "acme/db"))
                .isEqualTo(new StoreAnswer.Unavailable("credential_missing"));
        assertThat(aws.asked()).isEmpty();
    }

    private AwsStore store() {
        return store(FakePeer.open(), KEY);
    }

    private AwsStore store(Egress egress, StoreCredential key) {
        var settings = new AwsSettings(
                "eu-central-1", Optional.of(aws.address()), "AKIDEXAMPLE00001", key, Duration.ofSeconds(3));
        return new AwsStore("acme", settings, egress);
    }

    private static String text(SecretValue value) {
        return value.expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
