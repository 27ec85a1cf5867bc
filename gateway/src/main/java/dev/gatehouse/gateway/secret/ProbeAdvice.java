package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.egress.AddressAdvice;
import java.util.Map;
import java.util.Optional;

/** What to do about a problem that a look at a store found, as a sentence for whoever looked. */
final class ProbeAdvice {
    private static final String BROKEN =
            "What answers is no such store, or a broken one: look at what is at this address.";
    private static final String LATER = "The store cannot answer now: look at its own log, and ask again.";
    private static final String FOLDER =
            "Let the gateway's user read gatehouse.stores.folder and the tenant's folder in it.";

    private static final Map<String, String> BY_PROBLEM = Map.ofEntries(
            Map.entry("answer_malformed", BROKEN),
            Map.entry("answer_too_large", BROKEN),
            Map.entry(
                    "call_refused",
                    "The store does not take such a call: look at the address, the namespace and the mounts."),
            Map.entry("credential_missing", "Give the secret that the store logs in with a value: secret put."),
            Map.entry(
                    "ends_with_login",
                    "Make the token role one of orphans (orphan=true): what runs use would end with the gateway's login."),
            Map.entry("file_unreadable", FOLDER),
            Map.entry("folder_unreadable", FOLDER),
            Map.entry(
                    "login_refused",
                    "The store refuses the login: look at the role, its mount and the credential, which may have expired."),
            Map.entry("not_allowed", "The policy of the login does not allow this: add it in the store."),
            Map.entry("store_behind", LATER),
            Map.entry("store_busy", LATER),
            Map.entry("store_failed", LATER),
            Map.entry(
                    "store_redirects",
                    "The store points elsewhere, and no redirect is followed: declare the address that it points to."),
            Map.entry("store_sealed", "Somebody has to unseal the store."));

    private ProbeAdvice() {}

    /** What to do about the problem; for some there is nothing. */
    static Optional<String> of(String problem) {
        return AddressAdvice.ofCall(problem).or(() -> Optional.ofNullable(BY_PROBLEM.get(problem)));
    }
}
