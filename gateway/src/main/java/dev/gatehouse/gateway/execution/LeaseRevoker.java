package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.execution.OpenLeaseRows.State;
import dev.gatehouse.secrets.RevokeAnswer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Has stores end what was issued for attempts that are over, and tries again for ever. */
@Singleton
final class LeaseRevoker {
    private final OpenLeaseRows rows;
    private final LeaseStores stores;
    private final LeaseTurns turns;

    LeaseRevoker(OpenLeaseRows rows, LeaseStores stores, LeaseTurns turns) {
        this.rows = rows;
        this.stores = stores;
        this.turns = turns;
    }

    void begin() {
        turns.begin(State.REVOKING, rows.stores(State.REVOKING), this::revokeSome);
    }

    /** Whether there may be more, and the store ends them. */
    boolean revokeSome(OpenLease.Store store) {
        List<OpenLease> some = rows.takeToRevoke(store, LeaseTurns.WIDTH);
        var failures = new AtomicInteger();
        turns.each(
                some, lease -> revoke(lease, failures), lease -> rows.failed(lease, State.REVOKING, LeaseStores.FAULT));
        return some.size() == LeaseTurns.WIDTH && failures.get() < some.size();
    }

    private void revoke(OpenLease lease, AtomicInteger failures) {
        RevokeAnswer answer = stores.ask(
                lease, store -> store.revoke(lease.accessor().text(), lease.leases()), RevokeAnswer.Unavailable::new);
        switch (answer) {
            case RevokeAnswer.Revoked() -> rows.revoked(lease);
            case RevokeAnswer.Unavailable(String cause) -> {
                if (LeaseStores.wasAsked(cause)) {
                    failures.incrementAndGet();
                }
                rows.failed(lease, State.REVOKING, cause);
            }
        }
    }
}
