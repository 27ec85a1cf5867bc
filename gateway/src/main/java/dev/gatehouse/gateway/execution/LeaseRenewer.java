package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.execution.OpenLeaseRows.State;
import dev.gatehouse.secrets.LeasingStore;
import dev.gatehouse.secrets.RenewAnswer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets what was issued for runs live as long as they do. */
@Singleton
final class LeaseRenewer {
    private final OpenLeaseRows rows;
    private final LeaseStores stores;
    private final LeaseTurns turns = new LeaseTurns();

    LeaseRenewer(OpenLeaseRows rows, LeaseStores stores) {
        this.rows = rows;
        this.stores = stores;
    }

    void begin() {
        turns.begin(rows.stores(State.ISSUED), this::renewSome);
    }

    /** Whether there may be more, and the store can be asked. */
    boolean renewSome(OpenLease.Store store) {
        List<OpenLease> some = rows.takeToRenew(store, LeaseTurns.WIDTH);
        var all = new AtomicBoolean(some.size() == LeaseTurns.WIDTH);
        LeaseTurns.each(some, lease -> {
            switch (renew(lease)) {
                case RenewAnswer.Renewed(Duration ttl) -> rows.renewed(lease, ttl);
                case RenewAnswer.Gone() -> rows.gone(lease);
                case RenewAnswer.Unavailable(String cause) -> {
                    all.set(false);
                    rows.failed(lease, State.ISSUED, cause);
                }
            }
        });
        return all.get();
    }

    private RenewAnswer renew(OpenLease lease) {
        return stores.ask(lease, store -> renewAll(store, lease), RenewAnswer.Unavailable::new);
    }

    /** The shortest time that the store gives any of them that it still knows. */
    private static RenewAnswer renewAll(LeasingStore store, OpenLease open) {
        RenewAnswer all = new RenewAnswer.Gone();
        Duration shortest = open.ttl();
        for (String lease : open.leases()) {
            switch (store.renew(open.accessor().text(), lease, open.ttl())) {
                case RenewAnswer.Renewed(Duration ttl) -> {
                    shortest = ttl.compareTo(shortest) < 0 ? ttl : shortest;
                    all = new RenewAnswer.Renewed(shortest);
                }
                case RenewAnswer.Gone() -> {}
                case RenewAnswer.Unavailable away -> {
                    return away;
                }
            }
        }
        return all;
    }
}
