package dev.gatehouse.secrets;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What one start's dynamic secrets can be issued under: one token of each store that issues some of them. Nothing was
 * issued yet. Closing wipes the tokens, and revokes nothing.
 */
public final class OpenedTokens implements AutoCloseable {
    private final Map<String, Token> tokens;

    OpenedTokens(Map<String, Token> tokens) {
        this.tokens = Map.copyOf(tokens);
    }

    /** A token, and the store as it was declared when it was opened: no other store is shown it. */
    record Token(LeasingStore store, OpenAnswer.Opened opened) {}

    /** For a start whose secrets are all read. */
    public static OpenedTokens none() {
        return new OpenedTokens(Map.of());
    }

    /** What revokes all that is issued under them, by the stores' names. */
    public Map<String, String> accessors() {
        return tokens.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, each -> each.getValue().opened().accessor()));
    }

    Optional<Token> of(String store) {
        return Optional.ofNullable(tokens.get(store));
    }

    /** Ends what was opened for nothing, as far as the stores can be asked: what is left ends by itself. Calls stores. */
    public void abandon() {
        try (this) {
            tokens.values().forEach(each -> each.store().revoke(each.opened().accessor()));
        }
    }

    @Override
    public void close() {
        tokens.values().forEach(each -> each.opened().close());
    }
}
