package dev.gatehouse.worker.process;

import dev.gatehouse.worker.Protocol;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What stands between a job and the rest of the machine, and how its whole tree ends. */
sealed interface Isolation {
    /** The name under which the gateway knows it. */
    String name();

    /** The uid of the next attempt, where it has one of its own. */
    OptionalInt enter();

    /** The attempt is over. */
    void leave(OptionalInt uid);

    /** The command line of a {@link JobShell} and all that stands around it. */
    List<String> shell(OptionalInt uid);

    /** Asks the job to end. */
    void terminate(Process process);

    /** Ends the whole tree. */
    void kill(Process process, Path directory);

    /** Ends what is left after the first process has ended. */
    void sweep(Path directory);

    /**
     * Another uid for each running attempt, in a PID namespace of its own: when its first process ends, the kernel ends
     * all others, and does not let it go before. The parent-death signal ties the namespace to the worker.
     */
    record PidNamespace(UidPool uids) implements Isolation {
        /** The command as the only child of a shell in a namespace of its own. */
        static List<String> inside(List<String> command, int uid) {
            String id = Integer.toString(uid);
            return Stream.concat(
                            Stream.of(
                                    "setpriv",
                                    "--pdeathsig",
                                    "KILL",
                                    "unshare",
                                    "--pid",
                                    "--fork",
                                    "--kill-child=KILL",
                                    "--mount-proc",
                                    "setpriv",
                                    "--reuid",
                                    id,
                                    "--regid",
                                    id,
                                    "--clear-groups",
                                    "--no-new-privs",
                                    "--pdeathsig",
                                    "KILL"),
                            command.stream())
                    .toList();
        }

        @Override
        public String name() {
            return Protocol.ISOLATION_PID_NAMESPACE;
        }

        @Override
        public OptionalInt enter() {
            return OptionalInt.of(uids.take());
        }

        @Override
        public void leave(OptionalInt uid) {
            uid.ifPresent(uids::giveBack);
        }

        @Override
        public List<String> shell(OptionalInt uid) {
            return inside(JobShell.behind(List.of()), uid.orElseThrow());
        }

        @Override
        public void terminate(Process process) {
            process.children().forEach(ProcessHandle::destroy);
        }

        @Override
        public void kill(Process process, Path directory) {
            // The first process inside, so that unshare waits until the kernel has ended everything with it.
            List<ProcessHandle> first = process.children().toList();
            first.forEach(ProcessHandle::destroyForcibly);
            if (first.isEmpty()) {
                process.toHandle().destroyForcibly();
            }
        }

        @Override
        public void sweep(Path directory) {
            // The kernel has done it.
        }
    }

    /** The worker's own uid. Trees are found by a mark in their environment, which a job can remove. */
    record None(boolean parentDeathSignal) implements Isolation {
        @Override
        public String name() {
            return Protocol.ISOLATION_NONE;
        }

        @Override
        public OptionalInt enter() {
            return OptionalInt.empty();
        }

        @Override
        public void leave(OptionalInt uid) {
            // There is none.
        }

        @Override
        public List<String> shell(OptionalInt uid) {
            // The shell dies with the worker, and the command with the shell.
            return parentDeathSignal ? tied(JobShell.behind(tied(List.of()))) : JobShell.behind(List.of());
        }

        private static List<String> tied(List<String> command) {
            return Stream.concat(Stream.of("setpriv", "--no-new-privs", "--pdeathsig", "KILL"), command.stream())
                    .toList();
        }

        @Override
        public void terminate(Process process) {
            // The handle's way: Process.destroy() closes the pipes, and with them the job's last words.
            process.toHandle().destroy();
        }

        @Override
        public void kill(Process process, Path directory) {
            List<ProcessHandle> tree = process.descendants().toList();
            process.toHandle().destroyForcibly();
            tree.forEach(ProcessHandle::destroyForcibly);
            sweep(directory);
        }

        @Override
        public void sweep(Path directory) {
            ProcessTable.killJobsBelow(directory);
        }
    }
}
