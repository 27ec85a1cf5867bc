package dev.gatehouse.secrets;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The rows of the embedded store, in a map; they can be made unavailable. */
final class RowsInMemory implements SecretValues {
    private final Map<String, SealedValue> rows = new HashMap<>();
    private boolean away;

    void put(String tenant, String namespace, String name, SealedValue value) {
        rows.put(tenant + "/" + namespace + "/" + name, value);
    }

    void goAway() {
        away = true;
    }

    @Override
    public Optional<SealedValue> latest(String tenant, String namespace, String name) {
        if (away) {
            throw new SecretException.RowsUnavailable(new IllegalStateException("away"));
        }
        return Optional.ofNullable(rows.get(tenant + "/" + namespace + "/" + name));
    }
}
