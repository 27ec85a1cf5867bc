package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.execution.OpenLeaseRows.State;
import dev.gatehouse.secrets.RevokeAnswer;
import jakarta.inject.Singleton;
import java.util.Optional;

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
        return turns.each(
                rows.takeToRevoke(store, LeaseTurns.WIDTH),
                this::revoke,
                (lease, reason) -> rows.failed(lease, State.REVOKING, reason));
    }

    /** Why it is not revoked now. */
    private Optional<String> revoke(OpenLease lease) {
        RevokeAnswer answer = stores.ask(
                lease, store -> store.revoke(lease.accessor().text(), lease.leases()), RevokeAnswer.Unavailable::new);
        return switch (answer) {
            case RevokeAnswer.Revoked() -> {
                rows.revoked(lease);
                yield Optional.empty();
            }
            case RevokeAnswer.Unavailable(String cause) -> Optional.of(cause);
        };
    }
}
