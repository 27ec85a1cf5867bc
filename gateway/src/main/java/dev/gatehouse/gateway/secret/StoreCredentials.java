package dev.gatehouse.gateway.secret;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.EmbeddedStore;
import java.util.Optional;
import java.util.stream.Stream;

/** What stores log in with: each names one embedded secret of its tenant. */
public final class StoreCredentials {
    private StoreCredentials() {}

    /** The secret that the store of this spec logs in with. */
    public static Optional<SecretReference> of(JsonNode spec) {
        JsonNode login = spec.path("vault").path("login");
        return Stream.of(
                        login.path("appRole").path("secretId"),
                        login.path("jwt").path("token"),
                        spec.path("aws").path("secretAccessKey"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .map(StoreCredentials::reference)
                .findFirst();
    }

    /** The schema knows how it is written. */
    private static SecretReference reference(String text) {
        int slash = text.indexOf('/');
        return new SecretReference(
                EmbeddedStore.NAME, new Namespace(text.substring(0, slash)), text.substring(slash + 1));
    }
}
