package dev.gatehouse.gateway.execution;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The claim transaction: work without secrets, handed to one session. */
@ApplicationScoped
public class Claims {
    /** Leases what is claimable now, highest priority first; an empty list when there is nothing. */
    public List<Claimed> claim(ClaimCommand command) {
        throw new UnsupportedOperationException();
    }
}
