package dev.gatehouse.gateway.identity;

import dev.gatehouse.policy.Subject;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The subject whose token the current request carries, with live facts.
 *
 * <p>It exists on routes that {@link CallerIdentity} guards; elsewhere asking for it is a mistake of ours.
 */
@RequestScoped
public class Caller {
    private Optional<Subject> verified = Optional.empty();
    private Supplier<Optional<Subject>> again = Optional::empty;

    public Subject subject() {
        return verified.orElseThrow(() -> new IllegalStateException("nobody was verified for this route"));
    }

    /**
     * The same with facts that are true now, by the same token: its access may have changed since. Nothing where the token
     * is worth nothing any more.
     */
    public Optional<Subject> again() {
        return again.get();
    }

    void is(Subject subject, Supplier<Optional<Subject>> whenAskedAgain) {
        verified = Optional.of(subject);
        again = whenAskedAgain;
    }
}
