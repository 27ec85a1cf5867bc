package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine's processes as /proc shows them; zombies, which have neither executable nor arguments, are none. */
final class Processes {
    record Found(ProcessHandle handle, String executable, String arguments) {}

    private Processes() {}

    /** Those whose executable or arguments lie under the folder, without this test's own process and its ancestors. */
    static List<Found> under(Path folder) {
        Set<Long> own = Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        handle -> handle.flatMap(ProcessHandle::parent))
                .map(handle -> handle.orElseThrow().pid())
                .collect(Collectors.toSet());
        String below = folder + "/";
        return ProcessHandle.allProcesses()
                .filter(handle -> !own.contains(handle.pid()))
                .map(handle -> new Found(handle, executable(handle), arguments(handle)))
                .filter(found -> found.executable().startsWith(below)
                        || found.arguments().contains(below)
                        || found.arguments().endsWith(folder.toString()))
                .toList();
    }

    /** Every process's arguments, as {@code ps} would show them. */
    static String allArguments() {
        return ProcessHandle.allProcesses().map(Processes::arguments).collect(Collectors.joining("\n"));
    }

    /** Those that run under one of these uids. */
    static List<Found> ofUids(int first, int count) {
        return ProcessHandle.allProcesses()
                .filter(handle -> {
                    int uid = uid(handle);
                    return uid >= first && uid < first + count;
                })
                .map(handle -> new Found(handle, executable(handle), arguments(handle)))
                .toList();
    }

    /** A process's own uid; a negative number for a zombie, and for one that is gone. */
    private static int uid(ProcessHandle handle) {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc/" + handle.pid() + "/status"));
            boolean zombie = status.stream().anyMatch(line -> line.startsWith("State:\tZ"));
            return zombie
                    ? -1
                    : status.stream()
                            .filter(line -> line.startsWith("Uid:"))
                            .map(line -> Integer.parseInt(line.split("\t", -1)[1]))
                            .findFirst()
                            .orElse(-1);
        } catch (IOException gone) {
            return -1;
        }
    }

    private static String executable(ProcessHandle handle) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + handle.pid() + "/exe"))
                    .toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private static String arguments(ProcessHandle handle) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + handle.pid() + "/cmdline"));
            return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip();
        } catch (IOException gone) {
            return "";
        }
    }
}
