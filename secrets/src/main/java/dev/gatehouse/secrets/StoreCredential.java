package dev.gatehouse.secrets;

import dev.gatehouse.worker.SecretValue;
import java.util.Optional;

/** What a store's login shows, which itself is a secret of the embedded store; asked for anew at each login. */
@FunctionalInterface
public interface StoreCredential {
    /** The value, which the caller closes; nothing where nobody gave it one, or it cannot be read now. */
    Optional<SecretValue> read();
}
