package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The paths that one start reads, each once however many of its secrets lie there. Closing wipes what was found. */
final class PathReading implements AutoCloseable {
    private final String tenant;
    private final StoreDirectory directory;
    private final ValueCache cache;
    private final Map<String, Optional<DeclaredStore>> stores = new HashMap<>();
    private final Map<Path, StoreAnswer> answers = new HashMap<>();

    PathReading(String tenant, StoreDirectory directory, ValueCache cache) {
        this.tenant = tenant;
        this.directory = directory;
        this.cache = cache;
    }

    private record Path(String store, String path) {}

    /** What lies where the secret is declared to; it is forbidden where its namespace's secrets may not lie. */
    StoreAnswer at(SecretReference reference, SecretLocation place) {
        Optional<DeclaredStore> store = store(place);
        if (store.isEmpty()) {
            return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
        }
        if (!store.get().paths().admit(tenant, reference.namespace(), place.path())) {
            return new StoreAnswer.Forbidden();
        }
        return answers.computeIfAbsent(
                new Path(place.store(), place.path()), path -> cache.read(tenant, store.get(), path.path()));
    }

    /** Whether a start fails while the place's store cannot be asked. */
    boolean isFatal(SecretLocation place) {
        return store(place)
                .filter(each -> each.onUnavailable() == OnUnavailable.FAIL)
                .isPresent();
    }

    private Optional<DeclaredStore> store(SecretLocation place) {
        return stores.computeIfAbsent(place.store(), name -> directory.find(tenant, name));
    }

    @Override
    public void close() {
        for (StoreAnswer answer : answers.values()) {
            if (answer instanceof StoreAnswer.Found found) {
                found.close();
            }
        }
    }
}
