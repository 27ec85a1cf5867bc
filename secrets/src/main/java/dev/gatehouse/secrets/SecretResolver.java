package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.StartPermit;
import dev.gatehouse.worker.SealedEnvelope;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the secrets that a start permit names and seals them into one envelope for the worker that leased the run.
 *
 * <p>Values live from their store's answer to the end of the call and are wiped whatever the outcome. Calls stores, so
 * never inside a transaction. Thread-safe.
 */
public final class SecretResolver {
    private final SecretLocations locations;
    private final StoreDirectory stores;
    private final ValueCache cache;

    /** @param key of this process, which wraps what is kept of stores' answers */
    public SecretResolver(SecretLocations locations, StoreDirectory stores, MasterKey key) {
        this.locations = locations;
        this.stores = stores;
        this.cache = new ValueCache(key, System::nanoTime);
    }

    /** The name by which a launch's parts and its envelope call a secret: {@code namespace/name}. */
    public static String partName(SecretReference reference) {
        return reference.namespace() + "/" + reference.name();
    }

    /**
     * Looks where the permit's secrets lie, opens what dynamic ones are issued under, and issues nothing.
     *
     * @param longest how long anything issued under it can live
     */
    public Opening open(StartPermit permit, Duration longest) {
        return new TokenOpening(permit.subject().tenant(), locations, stores, longest).of(permit.secrets());
    }

    /** All of it at once. */
    Resolution resolve(StartPermit permit, SealTarget target) {
        return switch (open(permit, Duration.ofHours(1))) {
            case Opening.Opened(PreparedSecrets secrets) -> resolve(permit, target, secrets);
            case Opening.Ended(Resolution resolution) -> resolution;
        };
    }

    /** Issues what is issued, reads and seals, or says why not: then too something may have been issued. */
    public Resolution resolve(StartPermit permit, SealTarget target, PreparedSecrets secrets) {
        requireSameRun(permit, target);
        Set<SecretReference> references = new LinkedHashSet<>(permit.secrets());
        if (references.size() > SecretLimits.MAX_PER_JOB) {
            throw new IllegalArgumentException("more secrets than a job may name");
        }
        String tenant = permit.subject().tenant();
        try (var reading = new PathReading(tenant, stores, cache, secrets)) {
            var content = new EnvelopeFilling();
            for (SecretReference reference : references) {
                Optional<SecretLocation> found = secrets.place(reference);
                if (found.isEmpty()) {
                    return new Resolution.Failed(reference, code(StoreAnswer.Part.PATH));
                }
                SecretLocation place = found.get();
                switch (reading.at(reference, place)) {
                    case StoreAnswer.Found answered -> {
                        var refused = content.add(reference, place, answered, reading.lease(place));
                        if (refused.isPresent()) {
                            return new Resolution.Failed(reference, refused.get());
                        }
                    }
                    case StoreAnswer.Missing(StoreAnswer.Part part) -> {
                        return new Resolution.Failed(reference, code(part));
                    }
                    case StoreAnswer.Forbidden _ -> {
                        return new Resolution.Failed(reference, "secret_forbidden");
                    }
                    case StoreAnswer.Unavailable(String cause) -> {
                        return reading.isFatal(place)
                                ? new Resolution.Failed(reference, "secret_unavailable")
                                : new Resolution.Unavailable(cause);
                    }
                }
            }
            return new Resolution.Sealed(
                    SealedEnvelope.seal(target.sessionKey(), target.context(), content.values()), content.references());
        } catch (SecretException.RowsUnavailable _) {
            return new Resolution.Unavailable("store_unavailable");
        }
    }

    static String code(StoreAnswer.Part missing) {
        return switch (missing) {
            case PATH -> "secret_missing";
            case KEY -> "secret_key_missing";
            case VERSION -> "secret_version_missing";
        };
    }

    private static void requireSameRun(StartPermit permit, SealTarget target) {
        if (!target.context().execution().equals(permit.execution())
                || !target.context().tenant().equals(permit.subject().tenant())) {
            throw new IllegalArgumentException("the envelope and the permit name different runs");
        }
    }
}
