package dev.gatehouse.gateway.stop;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.TenantPolicies;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Whether a tenant is being maintained, alone or with the whole installation: then nothing new is accepted, and nothing
 * begins; what runs goes on, and what waits stays where it is. Thread-safe.
 *
 * <p>To be asked once there is a permit: it is known here as of the revision that the permit rests on, or later, and what
 * rests on an older one is neither accepted nor begins.
 */
@Singleton
public final class Maintenance {
    /** What callers and the log hear. */
    public static final String CODE = "maintenance";

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final TenantPolicies policies;

    public Maintenance(TenantPolicies policies) {
        this.policies = policies;
    }

    public boolean isOn(String tenant) {
        return policies.maintenance(tenant).isPresent();
    }

    /**
     * Lets pass where there is none.
     *
     * @throws ProblemException 503 with what an administrator says of the maintenance that there is
     */
    public void refuse(String tenant) {
        policies.maintenance(tenant).ifPresent(message -> {
            throw new ProblemException(Problem.of(
                            503, CODE, "Nothing is accepted during maintenance. Repeat the request later. " + message)
                    .withRetryAfter(RETRY_AFTER));
        });
    }
}
