package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.StartPermit;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SecretValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the secrets that a start permit names and seals them into one envelope for the worker that leased the run.
 *
 * <p>Values live from their store's answer to the end of the call and are wiped whatever the outcome. Calls stores, so
 * never inside a transaction. Thread-safe.
 */
public final class SecretResolver {
    private final Map<String, SecretStore> stores;

    public SecretResolver(Collection<? extends SecretStore> stores) {
        this.stores = stores.stream().collect(Collectors.toUnmodifiableMap(SecretStore::name, Function.identity()));
    }

    /** The name by which a launch's parts and its envelope call a secret: {@code namespace/name}. */
    public static String partName(SecretReference reference) {
        return reference.namespace() + "/" + reference.name();
    }

    public Resolution resolve(StartPermit permit, SealTarget target) {
        requireSameRun(permit, target);
        var references = new LinkedHashSet<>(permit.secrets());
        if (references.size() > SecretLimits.MAX_PER_JOB) {
            throw new IllegalArgumentException("more secrets than a job may name");
        }
        var values = new LinkedHashMap<String, SecretValue>();
        try {
            var resolved = new ArrayList<ResolvedReference>();
            for (SecretReference reference : references) {
                switch (read(permit.subject().tenant(), reference)) {
                    case StoreAnswer.Found found -> {
                        values.put(partName(reference), found.value());
                        resolved.add(new ResolvedReference(reference, found.version()));
                    }
                    case StoreAnswer.Missing _ -> {
                        return new Resolution.Missing(reference);
                    }
                    case StoreAnswer.Unavailable unavailable -> {
                        return new Resolution.Unavailable(unavailable.cause());
                    }
                }
            }
            return sealed(target, values, resolved);
        } finally {
            values.values().forEach(SecretValue::close);
        }
    }

    private StoreAnswer read(String tenant, SecretReference reference) {
        SecretStore store = stores.get(reference.store());
        return store == null ? new StoreAnswer.Missing() : store.read(tenant, reference);
    }

    private static Resolution sealed(
            SealTarget target, Map<String, SecretValue> values, List<ResolvedReference> resolved) {
        return new Resolution.Sealed(SealedEnvelope.seal(target.sessionKey(), target.context(), values), resolved);
    }

    private static void requireSameRun(StartPermit permit, SealTarget target) {
        if (!target.context().execution().equals(permit.execution())
                || !target.context().tenant().equals(permit.subject().tenant())) {
            throw new IllegalArgumentException("the envelope and the permit name different runs");
        }
    }
}
