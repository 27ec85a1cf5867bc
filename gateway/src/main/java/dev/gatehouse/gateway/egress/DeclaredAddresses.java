package dev.gatehouse.gateway.egress;

import dev.gatehouse.worker.Egress;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;

/**
 * The addresses that a declaration may name: those that have one spelling, and TLS unless the operator does without. Whether
 * one of them is called is decided at each call, for where a name leads to changes. Thread-safe.
 */
@Singleton
public final class DeclaredAddresses {
    private final boolean plainHttp;

    public DeclaredAddresses(EgressConfig config) {
        this.plainHttp = config.unsafePlainHttp();
    }

    /** What is wrong with the address, for whoever declares it; nothing where it may be declared. */
    public Optional<String> problem(String url) {
        return Egress.misspelling(url)
                .map(code -> code + ": " + AddressAdvice.ofSpelling(code))
                .or(() -> Optional.of("nobody is called without TLS: write https")
                        .filter(_ -> !plainHttp && url.toLowerCase(Locale.ROOT).startsWith("http:")));
    }
}
