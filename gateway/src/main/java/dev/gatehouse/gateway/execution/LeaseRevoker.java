package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.execution.OpenLeaseRows.State;
import dev.gatehouse.secrets.RevokeAnswer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Has stores end what was issued for attempts that are over, and tries again for ever. */
@Singleton
final class LeaseRevoker {
    private final OpenLeaseRows rows;
    private final LeaseStores stores;
    private final LeaseTurns turns = new LeaseTurns();

    LeaseRevoker(OpenLeaseRows rows, LeaseStores stores) {
        this.rows = rows;
        this.stores = stores;
    }

    void begin() {
        turns.begin(rows.stores(State.REVOKING), this::revokeSome);
    }

    /** Whether there may be more, and the store ends them. */
    boolean revokeSome(OpenLease.Store store) {
        List<OpenLease> some = rows.takeToRevoke(store, LeaseTurns.WIDTH);
        var all = new AtomicBoolean(some.size() == LeaseTurns.WIDTH);
        LeaseTurns.each(some, lease -> {
            switch (revoke(lease)) {
                case RevokeAnswer.Revoked() -> rows.revoked(lease);
                case RevokeAnswer.Unavailable(String cause) -> {
                    all.set(false);
                    rows.failed(lease, State.REVOKING, cause);
                }
            }
        });
        return all.get();
    }

    private RevokeAnswer revoke(OpenLease lease) {
        return stores.ask(lease, store -> store.revoke(lease.accessor().text()), RevokeAnswer.Unavailable::new);
    }
}
