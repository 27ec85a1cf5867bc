package dev.gatehouse.cli;

import dev.gatehouse.cli.BenchReport.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** Executions of one job from their acceptance to their report, by workers whose connector does nothing; and what they cost. */
record MeteredRuns(Installation installation, HttpLoad load, NoOpWorkers workers) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** One round: how many executions, how many a second, and microseconds of CPU for each. */
    record Round(int count, double perSecond, double gateway, double worker, double database) {
        double all() {
            return gateway + worker + database;
        }
    }

    /** Submits on so many connections for that long, and waits for the last one. */
    Round round(int connections, Duration time) {
        long gateway = installation.pid("gateway").orElseThrow();
        long database = installation.pid("database").orElseThrow();
        int begunBefore = workers.begun();
        double gatewayBefore = CpuMeter.of(gateway);
        double databaseBefore = CpuMeter.ofFamily(database);
        double workerBefore = CpuMeter.of(workers.pid());
        long start = System.nanoTime();
        int count = load.run(connections, time).requests();
        until(() -> workers.begun() - begunBefore == count);
        double seconds = (System.nanoTime() - start) / 1e9;
        // The last ones are reported, sequenced and counted.
        LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
        return new Round(
                count,
                count / seconds,
                (CpuMeter.of(gateway) - gatewayBefore) / count,
                (CpuMeter.of(workers.pid()) - workerBefore) / count,
                (CpuMeter.ofFamily(database) - databaseBefore) / count);
    }

    static Samples samples(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return new Samples(rounds.stream().mapToDouble(figure).toArray());
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not everything that was submitted began");
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
