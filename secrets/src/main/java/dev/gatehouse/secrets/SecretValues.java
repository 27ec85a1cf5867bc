package dev.gatehouse.secrets;

import java.util.Optional;

/** The rows of the embedded store. Whoever keeps them sees sealed bytes only. */
public interface SecretValues {
    /**
     * The latest version of a value.
     *
     * @throws SecretException.RowsUnavailable when the rows cannot be read now
     */
    Optional<SealedValue> latest(String tenant, String namespace, String name);
}
