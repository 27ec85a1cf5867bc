package dev.gatehouse.gateway.identity;

import dev.gatehouse.policy.Subject;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/**
 * The subject whose token the current request carries, with live facts.
 *
 * <p>It exists on routes that {@link CallerIdentity} guards; elsewhere asking for it is a mistake of ours.
 */
@RequestScoped
public class Caller {
    private Optional<Subject> verified = Optional.empty();

    public Subject subject() {
        return verified.orElseThrow(() -> new IllegalStateException("nobody was verified for this route"));
    }

    void is(Subject subject) {
        verified = Optional.of(subject);
    }
}
