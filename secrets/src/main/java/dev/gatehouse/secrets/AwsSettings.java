package dev.gatehouse.secrets;

import java.time.Duration;
import java.util.Optional;

/**
 * Secrets Manager of one AWS region, as a tenant declares it.
 *
 * @param endpoint instead of the region's own address
 * @param accessKeyId who calls
 * @param secretAccessKey what signs the calls
 * @param patience the longest that one call takes
 */
public record AwsSettings(
        String region,
        Optional<String> endpoint,
        String accessKeyId,
        StoreCredential secretAccessKey,
        Duration patience) {
    public AwsSettings {
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("a call without time");
        }
    }
}
