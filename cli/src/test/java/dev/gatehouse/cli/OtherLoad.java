package dev.gatehouse.cli;

import dev.gatehouse.cli.BenchReport.Samples;
import java.util.List;

/** How busy the machine was while something was measured: with what was measured, and with everything else. */
final class OtherLoad {
    private final List<Long> servers;
    private final List<Long> families;
    private final long begun = System.nanoTime();
    private final double machineBefore = CpuMeter.ofMachine();
    private final double oursBefore;

    /**
     * This process counts with what it starts.
     *
     * @param families servers whose children count too
     */
    OtherLoad(List<Long> servers, List<Long> families) {
        this.servers = List.copyOf(servers);
        this.families = List.copyOf(families);
        this.oursBefore = ours();
    }

    private double ours() {
        return servers.stream().mapToDouble(CpuMeter::of).sum()
                + families.stream().mapToDouble(CpuMeter::ofFamily).sum()
                + CpuMeter.ofFamily(ProcessHandle.current().pid());
    }

    void describe(BenchReport report) {
        double micros = (System.nanoTime() - begun) / 1e3;
        double ours = ours() - oursBefore;
        report.add("cores busy with this", new Samples(ours / micros), "cores");
        report.add(
                "cores busy with other things",
                new Samples((CpuMeter.ofMachine() - machineBefore - ours) / micros),
                "cores");
    }
}
