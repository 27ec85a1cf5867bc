package dev.gatehouse.secrets;

import dev.gatehouse.worker.SecretValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What was read at a path, wrapped: it is in clear only in what {@link #opened} lends. */
final class KeptValues {
    private final Map<String, byte[]> wrapped;
    private final Optional<String> version;
    private final long readAt;

    private KeptValues(Map<String, byte[]> wrapped, Optional<String> version, long readAt) {
        this.wrapped = Collections.unmodifiableMap(wrapped);
        this.version = version;
        this.readAt = readAt;
    }

    /**
     * Wraps what was found, and wipes it.
     *
     * @param readAt on the clock of {@link System#nanoTime}
     */
    static KeptValues of(StoreAnswer.Found found, MasterKey key, WrapContext place, long readAt) {
        try (found) {
            Map<String, byte[]> wrapped = new HashMap<>();
            found.values().forEach((name, value) -> wrapped.put(name, value.expose(clear -> key.wrap(clear, place))));
            return new KeptValues(wrapped, found.version(), readAt);
        }
    }

    /** The values for one start, which closes them. */
    StoreAnswer.Found opened(MasterKey key, WrapContext place) {
        Map<String, SecretValue> values = new HashMap<>();
        wrapped.forEach((name, bytes) -> values.put(name, SecretValue.taking(key.unwrap(bytes, place))));
        return new StoreAnswer.Found(values, version);
    }

    long age(long now) {
        return now - readAt;
    }

    /** How many bytes it holds. */
    int weight() {
        return wrapped.values().stream().mapToInt(each -> each.length).sum() + wrapped.size();
    }
}
