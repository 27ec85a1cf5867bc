package dev.gatehouse.secrets.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.secrets.AwsSettings;
import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.SecretStore;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.secrets.StorePath;
import dev.gatehouse.secrets.StoreText;
import dev.gatehouse.secrets.StrictJson;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressRequest;
import dev.gatehouse.worker.SecretValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * Secrets in AWS Secrets Manager. A secret that is a JSON object has a value under each of its names; any other, and a binary
 * one, is the {@code value}. It is configured from what the tenant declared and from nothing in the gateway's environment.
 * Thread-safe.
 */
public final class AwsStore implements SecretStore {
    private static final int MOST_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A secret that nobody has: what is answered about it tells what the login may do. */
    private static final String NOBODYS = "/gatehouse-probe-of-a-secret-that-is-not-there";

    private final AwsSettings settings;
    private final SecretsManagerClient client;

    public AwsStore(String tenant, AwsSettings settings, Egress egress) {
        this.settings = settings;
        var limits = new EgressRequest.Limits(settings.patience(), MOST_BYTES);
        var builder = SecretsManagerClient.builder()
                .httpClient(new GuardedSdkClient(egress, tenant, limits))
                .region(Region.of(settings.region()))
                .credentialsProvider(this::credentials)
                .overrideConfiguration(each -> each.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .defaultProfileFile(ProfileFile.aggregator().build()));
        settings.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    private AwsCredentials credentials() {
        try (SecretValue key = settings.secretAccessKey().read().orElseThrow(CredentialMissing::new)) {
            return AwsBasicCredentials.create(
                    settings.accessKeyId(),
                    key.expose(clear -> new String(clear, StandardCharsets.UTF_8))
                            .strip());
        }
    }

    @Override
    public StoreAnswer read(String tenant, String path) {
        if (!StorePath.isPlain(path)) {
            return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
        }
        try {
            return found(client.getSecretValue(request -> request.secretId(path)));
        } catch (CredentialMissing _) {
            return new StoreAnswer.Unavailable("credential_missing");
        } catch (SdkException failure) {
            return AwsFailure.answer(failure);
        }
    }

    private static StoreAnswer found(GetSecretValueResponse response) {
        Optional<String> version = Optional.ofNullable(response.versionId());
        if (version.filter(text -> !StoreText.isPlain(text)).isPresent()) {
            return new StoreAnswer.Unavailable(AwsFailure.MALFORMED);
        }
        if (response.secretBinary() != null) {
            var value = SecretValue.taking(response.secretBinary().asByteArray());
            return new StoreAnswer.Found(Map.of(SecretLocation.VALUE, value), version);
        }
        String text = response.secretString();
        if (text == null) {
            return new StoreAnswer.Unavailable(AwsFailure.MALFORMED);
        }
        Optional<ObjectNode> object = object(text);
        if (object.isEmpty()) {
            return new StoreAnswer.Found(Map.of(SecretLocation.VALUE, secret(text)), version);
        }
        // Which of two values a name has is nobody's to guess.
        return StrictJson.is(text)
                ? new StoreAnswer.Found(values(object.get()), version)
                : new StoreAnswer.Unavailable(AwsFailure.MALFORMED);
    }

    private static Map<String, SecretValue> values(ObjectNode object) {
        Map<String, SecretValue> values = new HashMap<>();
        object.properties().forEach(each -> values.put(each.getKey(), secret(text(each.getValue()))));
        return values;
    }

    private static Optional<ObjectNode> object(String text) {
        try {
            return text.stripLeading().startsWith("{") && JSON.readTree(text) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static SecretValue secret(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<StoreFinding> probe(String tenant) {
        StoreAnswer answer = read(tenant, tenant + NOBODYS);
        Optional<String> problem =
                answer instanceof StoreAnswer.Unavailable(String cause) ? Optional.of(cause) : Optional.empty();
        boolean refused = problem.filter(AwsFailure.LOGIN_REFUSED::equals).isPresent();
        return List.of(
                StoreFinding.of("reachable", refused ? Optional.empty() : problem),
                StoreFinding.of("login", problem),
                StoreFinding.of(
                        "read " + tenant,
                        answer instanceof StoreAnswer.Forbidden ? Optional.of("not_allowed") : problem),
                StoreFinding.limit("no secret of this store ends with the run"),
                StoreFinding.limit("who else reads there is recorded by the store alone"));
    }

    /** There is nothing to sign a call with. */
    private static final class CredentialMissing extends RuntimeException {
        CredentialMissing() {
            super("the secret access key has no value", null, false, false);
        }
    }
}
