package dev.gatehouse.secrets;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The paths that one start reads, each once however many of its secrets lie there. Closing wipes what was found. */
final class PathReading implements AutoCloseable {
    private final String tenant;
    private final StoreDirectory stores;
    private final Map<Path, StoreAnswer> answers = new HashMap<>();

    PathReading(String tenant, StoreDirectory stores) {
        this.tenant = tenant;
        this.stores = stores;
    }

    private record Path(String store, String path) {}

    StoreAnswer at(SecretLocation place) {
        return answers.computeIfAbsent(new Path(place.store(), place.path()), this::read);
    }

    private StoreAnswer read(Path path) {
        Optional<SecretStore> store = stores.find(tenant, path.store());
        return store.isPresent()
                ? store.get().read(tenant, path.path())
                : new StoreAnswer.Missing(StoreAnswer.Part.PATH);
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
