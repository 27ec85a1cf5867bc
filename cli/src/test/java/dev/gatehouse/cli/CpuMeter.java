package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** CPU time as Linux counts it, in hundredths of a second: of a process, of a family of processes, of the machine. */
final class CpuMeter {
    private static final double MICROS_PER_TICK = 10_000;

    private CpuMeter() {}

    /** User and system time of a process in microseconds; 0 where it is gone. */
    static double of(long pid) {
        return MICROS_PER_TICK * Arrays.stream(times(pid)).limit(2).sum();
    }

    /** A server and its children in microseconds, those that have ended included: PostgreSQL has one per connection. */
    static double ofFamily(long pid) {
        double own = MICROS_PER_TICK * Arrays.stream(times(pid)).sum();
        try (Stream<ProcessHandle> children = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children)) {
            return own + children.mapToDouble(child -> of(child.pid())).sum();
        }
    }

    /** Everything that this machine has computed since it started, in microseconds. */
    static double ofMachine() {
        String[] fields =
                read(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split(" +", -1);
        // user, nice, system, then idle and waiting, then interrupts.
        long busy = Stream.of(1, 2, 3, 6, 7)
                .mapToLong(at -> Long.parseLong(fields[at]))
                .sum();
        return MICROS_PER_TICK * busy;
    }

    /** What children of this process that have ended took, in microseconds, with their own children. */
    static double ofEnded() {
        return MICROS_PER_TICK
                * Arrays.stream(times(ProcessHandle.current().pid())).skip(2).sum();
    }

    /** Memory in MB: pages that processes share count in each for its part of them. */
    static double memory(long pid) {
        return read(Path.of("/proc/" + pid + "/smaps_rollup"))
                        .lines()
                        .filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                / 1024.0;
    }

    /** Memory in MB of a server and its children. */
    static double memoryOfFamily(long pid) {
        try (Stream<ProcessHandle> children = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children)) {
            return memory(pid)
                    + children.mapToDouble(child -> memory(child.pid())).sum();
        }
    }

    /** utime, stime, and those of children that have ended. */
    private static long[] times(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        if (stat.isEmpty()) {
            return new long[4];
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Stream.of(11, 12, 13, 14)
                .mapToLong(at -> Long.parseLong(fields[at]))
                .toArray();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
