package dev.gatehouse.benchmark.policy;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** The same questions about roles, answered by other engines: without guardrails, and without the id of a decision. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx2g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RivalTimes {
    @Param({"5000", "50000"})
    public int bindings;

    @Param({"jcasbin", "cedar"})
    public String engine = "";

    private List<Company.Asked> questions = List.of();
    private Rival rival = _ -> false;
    private int next;

    @Setup
    public void company() {
        var company = new Company(bindings, Instant.now());
        questions = company.allowed();
        rival = engine.equals("cedar") ? new Cedar(company) : new Jcasbin(company);
        rival.agreesWith(company);
    }

    @Benchmark
    public boolean roles() {
        next = next + 1 == questions.size() ? 0 : next + 1;
        return rival.allows(questions.get(next));
    }
}
