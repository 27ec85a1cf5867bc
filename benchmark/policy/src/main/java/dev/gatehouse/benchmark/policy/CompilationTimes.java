package dev.gatehouse.benchmark.policy;

import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Expression;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.RuleVersion;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.policy.TenantPolicies;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A tenant's policy of 50,000 bindings, of which 5,000 have a condition of their own, taken over as a whole. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class CompilationTimes {
    private static final int BINDINGS = 50_000;
    private static final int CONDITIONS = 5_000;

    private final Clock clock = Clock.systemUTC();
    private PolicySource policy = new PolicySource("acme", 0, List.of(), List.of(), List.of(), StandingStops.NONE, List.of());
    private TenantPolicies known = engine();

    private TenantPolicies engine() {
        return new TenantPolicies(clock, () -> new UUID(0, 0), Duration.ofDays(1));
    }

    @Setup
    public void company() {
        var company = new Company(BINDINGS, clock.instant());
        var bindings = IntStream.range(0, BINDINGS)
                .mapToObj(number -> number % (BINDINGS / CONDITIONS) == 0
                        ? conditional(company.bindings().get(number), number)
                        : company.bindings().get(number))
                .toList();
        policy = new PolicySource("acme", 1, company.roles(), bindings, List.of(), StandingStops.NONE, versions(bindings));
        known = engine();
        known.replace(policy, clock.instant());
    }

    private static List<RuleVersion> versions(List<Binding> bindings) {
        return bindings.stream()
                .map(each -> new RuleVersion("rolebinding", each.namespace().path(), each.name(), 1, "ab".repeat(32)))
                .toList();
    }

    private static Binding conditional(Binding binding, int number) {
        return new Binding(
                binding.rule(),
                binding.namespace(),
                binding.name(),
                binding.role(),
                binding.subjects(),
                binding.groups(),
                Optional.of(new Expression("subject.kind == 'user' && job.revision > " + number, Map.of())),
                Optional.empty());
    }

    /** One change: everything else is as it was. */
    @Benchmark
    public TenantPolicies again() {
        known.replace(policy, clock.instant());
        return known;
    }

    /** By a gateway that has just begun. */
    @Benchmark
    public TenantPolicies first() {
        var fresh = engine();
        fresh.replace(policy, clock.instant());
        return fresh;
    }
}
