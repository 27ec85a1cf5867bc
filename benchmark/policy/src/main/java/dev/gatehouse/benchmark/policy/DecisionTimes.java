package dev.gatehouse.benchmark.policy;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.observability.UuidV7;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Effect;
import dev.gatehouse.policy.ExecutionReadQuestion;
import dev.gatehouse.policy.Expression;
import dev.gatehouse.policy.Guardrail;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.NamePattern;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PlannedRun;
import dev.gatehouse.policy.PolicySource;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.StandingStops;
import dev.gatehouse.policy.SubmitQuestion;
import dev.gatehouse.policy.TenantPolicies;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A decision of the engine as the gateway asks for it: with its id, its time, and the rules that determine it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionTimes {
    private static final int GUARDRAILS = 100;
    private static final PlannedRun PLANNED = new PlannedRun(
            "process",
            Map.of("team", "data"),
            List.of("java", "Report.java", "--day", "2026-11-22"),
            List.of("DB_PASSWORD"),
            List.of(),
            List.of(),
            "default",
            Map.of("team", "data"),
            0,
            Duration.ofMinutes(15));

    @Param({"5000", "50000"})
    public int bindings;

    private TenantPolicies[] applying = {};
    private Question<?>[] reads = {};
    private Question<?>[] starts = {};
    private int next;

    @Setup
    public void company() {
        var clock = Clock.systemUTC();
        var now = clock.instant();
        var company = new Company(bindings, now);
        var ids = new UuidV7(clock, new SecureRandom());
        applying = IntStream.rangeClosed(0, 4)
                .mapToObj(often -> {
                    var engine = new TenantPolicies(clock, ids, Duration.ofDays(1));
                    engine.replace(source(company, often), now);
                    return engine;
                })
                .toArray(TenantPolicies[]::new);
        var asked = company.allowed();
        reads = allowed(asked.stream().map(DecisionTimes::read));
        starts = allowed(asked.stream().map(DecisionTimes::start));
    }

    private Question<?>[] allowed(Stream<Question<?>> questions) {
        return questions
                .peek(question -> {
                    if (!(applying[0].decide(question) instanceof Decision.Allow<?>)) {
                        throw new IllegalStateException("the rules allow what the engine denies: " + question);
                    }
                })
                .toArray(Question<?>[]::new);
    }

    /** @param often how many of the guardrails are about every start; the others are about other namespaces or jobs */
    private static PolicySource source(Company company, int often) {
        var guardrails = IntStream.range(0, GUARDRAILS)
                .mapToObj(number -> number < often
                        ? guardrail(number, "acme", "*/*")
                        : number % 2 == 0
                                ? guardrail(number, "acme.other" + number, "*/*")
                                : guardrail(number, "acme", "acme.*/nightly-" + number + "-*"))
                .toList();
        return new PolicySource("acme", 1, company.roles(), company.bindings(), guardrails, StandingStops.NONE, List.of());
    }

    /** With a condition of its own, so that none is worked out for another. */
    private static Guardrail guardrail(int number, String namespace, String jobs) {
        return new Guardrail(
                new Rule("guardrail", new UUID(5, number), 1),
                new Namespace(namespace),
                "guardrail" + number,
                Set.of(Permission.EXECUTION_CREATE),
                List.of(new NamePattern(jobs)),
                Optional.of(new Expression(
                        "subject.kind == 'worker' || run.command[0] == 'forbidden" + number
                                + "' || !(run.labels.team in ['data', 'web'])",
                        Map.of())),
                new Effect.Deny(),
                false,
                "");
    }

    private static Question<?> read(Company.Asked asked) {
        return new ExecutionReadQuestion(
                asked.subject(),
                Permission.EXECUTION_READ,
                new JobName(asked.namespace(), "report"),
                new ExecutionId(new UUID(6, 1)));
    }

    private static Question<?> start(Company.Asked asked) {
        return new SubmitQuestion(
                asked.subject(),
                new JobReference(new JobName(asked.namespace(), "report"), new UUID(6, 2), 1, "ab".repeat(32)),
                Map.of("day", "2026-11-22"),
                LaunchOptions.NONE,
                List.of(),
                false,
                "default",
                false,
                () -> PLANNED);
    }

    private Question<?> next(Question<?>[] questions) {
        next = next + 1 == questions.length ? 0 : next + 1;
        return questions[next];
    }

    private Decision<?> decide(int often, Question<?>[] questions) {
        return applying[often].decide(next(questions));
    }

    /** Of each decision about roles the part that it is not the engine's to shorten: to read who asks, and where. */
    @Benchmark
    public long questionAlone() {
        var question = next(reads);
        var subject = question.subject();
        String place = question.namespace().path();
        long read = subject.id().getLeastSignificantBits() + place.hashCode() + place.charAt(place.length() - 1);
        for (var group : subject.groups()) {
            read += group.getLeastSignificantBits();
        }
        return read;
    }

    @Benchmark
    public Decision<?> roles() {
        return decide(1, reads);
    }

    @Benchmark
    public Decision<?> guardrails1() {
        return decide(1, starts);
    }

    @Benchmark
    public Decision<?> guardrails4() {
        return decide(4, starts);
    }
}
