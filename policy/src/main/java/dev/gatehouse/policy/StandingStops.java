package dev.gatehouse.policy;

import dev.gatehouse.policy.Verdict.Refused;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What holds a tenant's executions up for the time being, whatever its roles allow.
 *
 * @param switches those in force
 * @param maintenance what an administrator says of it, where the tenant or the whole installation is being maintained
 */
public record StandingStops(List<KillSwitch> switches, Optional<String> maintenance) {
    /** Nothing does. */
    public static final StandingStops NONE = new StandingStops(List.of(), Optional.empty());

    public StandingStops {
        switches = List.copyOf(switches);
    }

    Verdict lookUp(LookupQuestion question) {
        return verdict(each -> each.extent().covers(question.subject(), question.job()));
    }

    Verdict submit(SubmitQuestion question) {
        return verdict(each -> each.extent().covers(question));
    }

    Verdict start(StartQuestion question) {
        return verdict(each -> each.level().stopsStarts() && each.extent().covers(question.recorded()));
    }

    /** Every switch that speaks against it is a reason of its own. */
    private Verdict verdict(Predicate<KillSwitch> against) {
        List<Reason> reasons =
                switches.stream().filter(against).map(StandingStops::reason).toList();
        return reasons.isEmpty() ? Verdict.GRANTED : new Refused(reasons);
    }

    private static Reason reason(KillSwitch each) {
        return new Reason(
                Reason.STOPPED,
                "Kill switch " + each.id() + " (" + each.level() + ") stops "
                        + (each.extent().kind() + " " + each.extent().target()).strip(),
                Optional.of(each.rule()));
    }
}
