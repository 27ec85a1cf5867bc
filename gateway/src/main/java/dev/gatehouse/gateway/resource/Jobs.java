package dev.gatehouse.gateway.resource;

import dev.gatehouse.policy.LookupPermit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** The declared jobs, for those who start them. Thread-safe. */
@ApplicationScoped
public class Jobs {
    /** The job that the permit names, in that revision or its latest; nothing when there is none. */
    public Optional<JobVersion> find(LookupPermit permit, Optional<Long> revision) {
        throw new UnsupportedOperationException();
    }

    /** The pinned revision of an accepted execution. */
    public Optional<JobVersion> at(String tenant, UUID job, long revision) {
        throw new UnsupportedOperationException();
    }
}
