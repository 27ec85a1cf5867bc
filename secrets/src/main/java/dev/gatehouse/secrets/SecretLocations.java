package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import java.util.Collection;
import java.util.Map;

/** Where the declared secrets of tenants live, as it is declared now. */
@FunctionalInterface
public interface SecretLocations {
    /**
     * The place of each secret; one that is not declared, or about to be deleted, has none.
     *
     * @throws SecretException.RowsUnavailable when the declarations cannot be read now
     */
    Map<SecretReference, SecretLocation> of(String tenant, Collection<SecretReference> references);
}
