package dev.gatehouse.gateway.sso;

import java.util.Map;

/** What came of asking an issuer for its keys. */
sealed interface KeyFetch {
    /** All usable keys that the issuer has now, by their ids. */
    record Fetched(Map<String, VerificationKey> keys) implements KeyFetch {}

    /**
     * None came.
     *
     * @param cause one snake_case word of few
     */
    record Failed(String cause) implements KeyFetch {}
}
