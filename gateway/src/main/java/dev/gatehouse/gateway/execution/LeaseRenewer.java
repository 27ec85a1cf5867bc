package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.execution.OpenLeaseRows.State;
import dev.gatehouse.secrets.LeasingStore;
import dev.gatehouse.secrets.RenewAnswer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Lets what was issued for runs live as long as they do. */
@Singleton
final class LeaseRenewer {
    private final OpenLeaseRows rows;
    private final LeaseStores stores;
    private final LeaseTurns turns;

    LeaseRenewer(OpenLeaseRows rows, LeaseStores stores, LeaseTurns turns) {
        this.rows = rows;
        this.stores = stores;
        this.turns = turns;
    }

    void begin() {
        turns.begin(State.ISSUED, rows.stores(State.ISSUED), this::renewSome);
    }

    /** Whether there may be more, and the store can be asked. */
    boolean renewSome(OpenLease.Store store) {
        return turns.each(
                rows.takeToRenew(store, LeaseTurns.WIDTH),
                this::renew,
                (lease, reason) -> rows.failed(lease, State.ISSUED, reason));
    }

    /** Why it is not renewed now. */
    private Optional<String> renew(OpenLease lease) {
        switch (stores.ask(lease, store -> renewAll(store, lease), RenewAnswer.Unavailable::new)) {
            case RenewAnswer.Renewed(Duration ttl) -> rows.renewed(lease, ttl);
            case RenewAnswer.Gone() -> rows.gone(lease);
            case RenewAnswer.Unavailable(String cause) -> {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    /** The shortest time that the store gives any of them that it still knows. */
    private static RenewAnswer renewAll(LeasingStore store, OpenLease open) {
        RenewAnswer all = new RenewAnswer.Gone();
        Duration shortest = open.ttl();
        for (String lease : open.renewed()) {
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
