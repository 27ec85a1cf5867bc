package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.worker.SecretValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes into one envelope, and what is said of it. It closes no value: whoever read them does. */
final class EnvelopeFilling {
    private final Map<String, SecretValue> values = new LinkedHashMap<>();
    private final List<ResolvedReference> references = new ArrayList<>();

    /** Adds what the place names of what was found there; or says, as one snake_case word, why no job gets it. */
    Optional<String> add(
            SecretReference reference, SecretLocation place, StoreAnswer.Found found, Optional<String> lease) {
        SecretValue value = found.values().get(place.key());
        if (value == null) {
            return Optional.of(SecretResolver.code(StoreAnswer.Part.KEY));
        }
        values.put(SecretResolver.partName(reference), value);
        references.add(new ResolvedReference(reference, place, found.version(), lease));
        return value.expose(clear -> SecretLimits.tooShort(clear)
                ? Optional.of("secret_too_short")
                : SecretLimits.tooLong(clear) ? Optional.of("secret_too_long") : Optional.empty());
    }

    Map<String, SecretValue> values() {
        return values;
    }

    List<ResolvedReference> references() {
        return references;
    }
}
