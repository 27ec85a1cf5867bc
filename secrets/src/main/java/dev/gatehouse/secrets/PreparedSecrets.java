package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the secrets of one start lie, as it was declared when the start began, and what dynamic ones of them can be issued
 * under: one token of each store that issues some. It knows what was issued since. Closing wipes the tokens, and revokes
 * nothing. For one thread.
 */
public final class PreparedSecrets implements AutoCloseable {
    private final Map<SecretReference, SecretLocation> places;
    private final Map<String, Token> tokens;
    private final List<IssuedLease> issued = new ArrayList<>();

    PreparedSecrets(Map<SecretReference, SecretLocation> places, Map<String, Token> tokens) {
        this.places = Map.copyOf(places);
        this.tokens = Map.copyOf(tokens);
    }

    /** A token, and the store as it was declared when it was opened: no other store is shown it. */
    record Token(LeasingStore store, OpenAnswer.Opened opened) {}

    /** What revokes all that is issued under them, by the stores' names. */
    public Map<String, LeaseAccessor> accessors() {
        return tokens.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        each -> new LeaseAccessor(
                                each.getValue().store().server(),
                                each.getValue().opened().accessor())));
    }

    Optional<SecretLocation> place(SecretReference reference) {
        return Optional.ofNullable(places.get(reference));
    }

    Optional<Token> of(String store) {
        return Optional.ofNullable(tokens.get(store));
    }

    void issued(IssuedLease lease) {
        issued.add(lease);
    }

    /** All that was issued so far, also where the start came to nothing. */
    public List<IssuedLease> issued() {
        return List.copyOf(issued);
    }

    /** Ends what was opened for nothing, as far as the stores can be asked: what is left ends by itself. Calls stores. */
    public void abandon() {
        List<RuntimeException> failures = new ArrayList<>();
        try (this) {
            for (Token each : tokens.values()) {
                try {
                    each.store().revoke(each.opened().accessor(), List.of());
                } catch (RuntimeException failed) {
                    // The others are ended all the same.
                    failures.add(failed);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** The same after something failed, which stays what the caller is told. */
    public void abandonAfter(RuntimeException cause) {
        try {
            abandon();
        } catch (RuntimeException another) {
            cause.addSuppressed(another);
        }
    }

    @Override
    public void close() {
        tokens.values().forEach(each -> each.opened().close());
    }
}
