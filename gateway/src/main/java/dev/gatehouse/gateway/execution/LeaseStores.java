package dev.gatehouse.gateway.execution;

import dev.gatehouse.secrets.DeclaredStore;
import dev.gatehouse.secrets.LeasingStore;
import dev.gatehouse.secrets.StoreDirectory;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Asks the store by which something was issued, as it is declared now and only where that is the same server. */
@Singleton
final class LeaseStores {
    /** Why a call failed of which no store is the cause. */
    static final String FAULT = "gateway_failed";

    private static final String MISSING = "store_missing";
    private static final String MOVED = "store_moved";

    private final StoreDirectory stores;

    LeaseStores(StoreDirectory stores) {
        this.stores = stores;
    }

    /**
     * What the store answers; the other server's "no such accessor" would read as if all was revoked.
     *
     * @param otherwise makes an answer of the reason why nobody can be asked, one snake_case word
     */
    <A> A ask(OpenLease lease, Function<LeasingStore, A> call, Function<String, A> otherwise) {
        Optional<DeclaredStore> declared =
                stores.find(lease.store().tenant(), lease.store().name());
        if (declared.isEmpty()) {
            return otherwise.apply(MISSING);
        }
        return declared.get().store() instanceof LeasingStore leasing
                        && leasing.server().equals(lease.accessor().server())
                ? call.apply(leasing)
                : otherwise.apply(MOVED);
    }

    /** Whether it was a store that failed: nothing is gained by asking that one for others now. */
    static boolean wasAsked(String reason) {
        return !reason.equals(MISSING) && !reason.equals(MOVED);
    }
}
