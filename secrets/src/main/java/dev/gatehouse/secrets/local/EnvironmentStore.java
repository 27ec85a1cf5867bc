package dev.gatehouse.secrets.local;

import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.SecretStore;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Secrets in the gateway's environment variables: a prefix, the tenant's name in capitals with {@code _} for {@code -}, two
 * {@code _}, and the path. A path holds no two {@code _} in a row, so that the last two end the tenant's name, whatever that
 * is. Thread-safe.
 */
public final class EnvironmentStore implements SecretStore {
    private static final Pattern PATH = Pattern.compile("[A-Z0-9]+(?:_[A-Z0-9]+)*");

    private final String prefix;
    private final Map<String, String> variables;

    public EnvironmentStore(String prefix, Map<String, String> variables) {
        this.prefix = prefix;
        this.variables = Map.copyOf(variables);
    }

    @Override
    public StoreAnswer read(String tenant, String path) {
        String value = PATH.matcher(path).matches() ? variables.get(name(tenant) + path) : null;
        return value == null
                ? new StoreAnswer.Missing(StoreAnswer.Part.PATH)
                : new StoreAnswer.Found(
                        Map.of(SecretLocation.VALUE, SecretValue.taking(value.getBytes(StandardCharsets.UTF_8))),
                        Optional.empty());
    }

    private String name(String tenant) {
        return prefix + tenant.toUpperCase(Locale.ROOT).replace('-', '_') + "__";
    }

    @Override
    public List<StoreFinding> probe(String tenant) {
        return List.of(
                StoreFinding.of("reachable", Optional.empty()),
                StoreFinding.limit("a new value needs a restart of every gateway"),
                StoreFinding.limit("values have no versions"),
                StoreFinding.limit("whoever may look at the gateway's process reads them all"));
    }
}
