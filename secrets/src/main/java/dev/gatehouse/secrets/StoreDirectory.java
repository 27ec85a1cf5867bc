package dev.gatehouse.secrets;

import java.util.Optional;

/** The stores that tenants' secrets name. */
@FunctionalInterface
public interface StoreDirectory {
    /**
     * The tenant's store of that name; one tenant never finds another's.
     *
     * @throws SecretException.RowsUnavailable when the declarations cannot be read now
     */
    Optional<DeclaredStore> find(String tenant, String name);
}
