package dev.gatehouse.worker.process;

import static dev.gatehouse.worker.ReportRequest.Outcome.FAILED;
import static dev.gatehouse.worker.ReportRequest.Outcome.SUCCEEDED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Connector;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import dev.gatehouse.worker.SecretValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs jobs as processes of this machine. As root: each under a uid of its own, in its own PID namespace. As anybody
 * else: under the worker's uid, which it says.
 *
 * <p>Next on the tour: {@code Reports}.
 */
public final class ProcessConnector implements Connector, AutoCloseable {
    private final Launcher launcher;
    private final JobRoot root;
    private final Isolation isolation;
    private final Optional<UidPool> uids;
    private final Duration timeoutGrace;

    private ProcessConnector(
            Launcher launcher, JobRoot root, Isolation isolation, Optional<UidPool> uids, Duration timeoutGrace) {
        this.launcher = launcher;
        this.root = root;
        this.isolation = isolation;
        this.uids = uids;
        this.timeoutGrace = timeoutGrace;
    }

    /**
     * Makes the place for jobs ready, and ends and wipes what a killed worker of the same home left there.
     *
     * @throws IOException when there is no such place, or root cannot isolate jobs here
     */
    public static ProcessConnector open(ProcessSettings settings) throws IOException {
        Launcher launcher = new Launcher();
        JobRoot root = new JobRoot(launcher, settings.jobs(), settings.home(), settings.tools());
        if (root.owner() != 0) {
            return new ProcessConnector(
                    launcher,
                    root,
                    new Isolation.None(works(launcher, "setpriv", "true")),
                    Optional.empty(),
                    settings.timeoutGrace());
        }
        String[] probe = Isolation.PidNamespace.inside(List.of("true"), settings.firstUid())
                .toArray(String[]::new);
        if (!works(launcher, probe)) {
            throw new IOException("as root, jobs need setpriv, unshare and the right to make PID namespaces:"
                    + " run the worker as another user to run jobs without isolation");
        }
        UidPool uids = new UidPool(root.shared().resolve("uids"), settings.firstUid(), settings.slots());
        return new ProcessConnector(
                launcher, root, new Isolation.PidNamespace(uids), Optional.of(uids), settings.timeoutGrace());
    }

    @Override
    public String isolation() {
        return isolation.name();
    }

    @Override
    public Ending run(Assignment assignment) {
        OptionalInt uid = isolation.enter();
        SecretJoin secrets = new SecretJoin(assignment.secrets());
        try (JobDirectory directory = new JobDirectory(root, assignment.launch(), uid, secrets)) {
            return run(assignment, directory, uid, secrets);
        } catch (LaunchRefused refused) {
            say(assignment, "The launch was refused: " + refused.getMessage());
            return Ending.failed(null, "launch_invalid");
        } catch (IOException failure) {
            say(assignment, "The job's process or directory could not be made");
            return Ending.failed(null, "start_failed");
        } finally {
            isolation.leave(uid);
        }
    }

    private Ending run(Assignment assignment, JobDirectory directory, OptionalInt uid, SecretJoin secrets)
            throws IOException {
        ProcessLaunch launch = assignment.launch().process();
        JobPreamble preamble = new JobPreamble();
        new JobEnvironment(assignment, directory, System.getProperty("java.home"), secrets).writeTo(preamble);
        launch.command().forEach(word -> preamble.word(secrets.join(word)));
        Part.Joined stdin = launch.stdin();
        byte[] input = stdin == null ? new byte[0] : secrets.join(stdin);
        Process process = launcher.start(new ProcessBuilder(isolation.shell(uid))
                .directory(directory.work().toFile()));
        JobPipes pipes = new JobPipes(process, assignment, preamble.end(), input);
        RunningJob job = new RunningJob(process, isolation, directory.path(), System::nanoTime, timeoutGrace);
        assignment.renewed().follow((file, content) -> renew(assignment, directory, file, content));
        Optional<Ending> ended = job.await(assignment.launch().timeoutMillis(), assignment.stop());
        assignment.renewed().leave();
        pipes.finish();
        return ended.isPresent() ? ended.get() : byItself(process.exitValue(), assignment, directory);
    }

    private static void renew(Assignment assignment, JobDirectory directory, String file, SecretValue content) {
        try {
            directory.renew(file, content.expose(byte[]::clone));
        } catch (IOException | LaunchRefused failure) {
            say(assignment, "A token in a file could not be renewed");
        }
    }

    private static Ending byItself(int exitCode, Assignment assignment, JobDirectory directory) {
        try {
            ObjectNode outputs = OutputsFile.read(directory.outputs(), directory.owner())
                    .map(assignment.redactor()::redact)
                    .orElse(null);
            return exitCode == 0
                    ? new Ending(SUCCEEDED, exitCode, outputs, null, false)
                    : new Ending(FAILED, exitCode, outputs, "exit_code", false);
        } catch (OutputsFile.Invalid invalid) {
            say(assignment, "GATEHOUSE_OUTPUTS is not one JSON object of at most 256 KiB that can be kept exactly");
            return Ending.failed(exitCode, "outputs_invalid");
        }
    }

    private static void say(Assignment assignment, String sentence) {
        assignment.log().append(LogChunk.SYSTEM, (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static boolean works(Launcher launcher, String... command) {
        try {
            return launcher.run(command) == 0;
        } catch (UncheckedIOException notThere) {
            return false;
        }
    }

    /** Wipes the place for jobs. No attempt may be running. */
    @Override
    public void close() throws IOException {
        root.close();
        if (uids.isPresent()) {
            uids.get().close();
        }
        launcher.close();
    }
}
