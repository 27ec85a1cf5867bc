package dev.gatehouse.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The processes of this machine, as {@code /proc} shows them; none where there is no {@code /proc}. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /** Kills every process of the uid, again until none is left or the tries are spent. */
    static void killUid(int uid) {
        kill(process -> Integer.valueOf(uid).equals(Files.getAttribute(process, "unix:uid")));
    }

    /** Kills every process that was started with {@code GATEHOUSE_OUTPUTS} somewhere below the directory. */
    static void killJobsBelow(Path directory) {
        String mark = "\0GATEHOUSE_OUTPUTS=" + directory + "/";
        kill(process ->
                ("\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)).contains(mark));
    }

    private static void kill(Check check) {
        for (int round = 0; round < 100; round++) {
            List<ProcessHandle> found = find(check);
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static List<ProcessHandle> find(Check check) {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (matches(check, process)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .filter(ProcessTable::lives)
                            .ifPresent(found::add);
                }
            }
        } catch (IOException noProc) {
            return List.of();
        }
        return found;
    }

    /** A zombie has ended: it has neither memory nor files, and waits for its parent. */
    private static boolean lives(ProcessHandle process) {
        try {
            String stat = Files.readString(
                    PROC.resolve(Long.toString(process.pid())).resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException ended) {
            return false;
        }
    }

    private static boolean matches(Check check, Path process) {
        try {
            return check.matches(process);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private interface Check {
        boolean matches(Path process) throws IOException;
    }
}
