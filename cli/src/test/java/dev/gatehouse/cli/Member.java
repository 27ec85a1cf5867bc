package dev.gatehouse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** A Java program of a fleet: started by the same command each time, killed without warning, or paused. Thread-safe. */
final class Member implements Breakable {
    private final ProcessBuilder builder;
    private Optional<Process> process = Optional.empty();
    private boolean wanted;

    Member(Path log, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        // What lives for minutes and starts again and again is not worth the better compiler's time.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-jar");
        command.addAll(arguments);
        builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
    }

    /** Starts it unless it lives. */
    synchronized void start() {
        wanted = true;
        if (process.filter(Process::isAlive).isEmpty()) {
            try {
                process = Optional.of(builder.start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether it is gone although nobody killed it. */
    synchronized boolean endedByItself() {
        return wanted && process.filter(Process::isAlive).isEmpty();
    }

    /** Ends it as a power cut would, and waits until it is gone. */
    synchronized void kill() {
        wanted = false;
        process.map(Process::destroyForcibly).ifPresent(each -> each.onExit().join());
    }

    @Override
    public synchronized void suffer(Fault.Kind kind) {
        switch (kind) {
            case KILL -> kill();
            case PAUSE -> process.ifPresent(each -> signal("STOP", each.pid()));
            case CUT, SLOW, FREEZE -> throw new IllegalArgumentException(kind + " befalls no process");
        }
    }

    @Override
    public synchronized void mend() {
        process.filter(Process::isAlive).ifPresent(each -> signal("CONT", each.pid()));
        start();
    }

    /** One signal to all of them at once; to those that are gone, none. */
    static void signal(String signal, long... pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        LongStream.of(pids).mapToObj(Long::toString).forEach(command::add);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
