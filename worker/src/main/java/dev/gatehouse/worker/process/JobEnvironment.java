package dev.gatehouse.worker.process;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Part;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A job's whole environment: what the worker sets, and what the launch says. Nothing of the worker's own gets in.
 *
 * <p>It reaches the job through its standard input, where {@link JobShell} reads it under the job's uid: the helpers
 * that run before the uid changes never see a variable that the job's author chose.
 */
final class JobEnvironment {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern LOADER = Pattern.compile("LD_.*|GLIBC_TUNABLES|__gh_.*");
    /** A shell keeps these for itself: it would not hand them on, or not start at all. */
    private static final Pattern SHELLS_OWN =
            Pattern.compile("PPID|E?UID|OPTIND|OLDPWD|RANDOM|SECONDS|LINENO|SHELLOPTS|BASHOPTS");

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Map<String, byte[]> variables = new LinkedHashMap<>();

    JobEnvironment(Assignment assignment, JobDirectory directory, String javaHome, SecretJoin secrets) {
        set("PATH", javaHome + "/bin:" + PATH);
        set("HOME", directory.work().toString());
        set("TMPDIR", directory.temporary().toString());
        set("LANG", "C.UTF-8");
        for (Map.Entry<String, Part.Joined> variable :
                assignment.launch().process().env().entrySet()) {
            if (!NAME.matcher(variable.getKey()).matches()
                    || LOADER.matcher(variable.getKey()).matches()
                    || SHELLS_OWN.matcher(variable.getKey()).matches()) {
                throw new LaunchRefused("a name that no environment variable of a job may have");
            }
            variables.put(variable.getKey(), secrets.join(variable.getValue()));
        }
        String traceparent = assignment.traceparent();
        if (traceparent == null) {
            variables.remove("TRACEPARENT");
        } else {
            set("TRACEPARENT", traceparent);
        }
        set("GATEHOUSE_EXECUTION", assignment.launch().execution());
        set("GATEHOUSE_ATTEMPT", Integer.toString(assignment.launch().attempt()));
        set("GATEHOUSE_FENCE", Long.toString(assignment.launch().fence()));
        set("GATEHOUSE_OUTPUTS", directory.outputs().toString());
    }

    /** For the job's shell, before the command. */
    void writeTo(JobPreamble preamble) {
        variables.forEach(preamble::variable);
    }

    private void set(String name, String value) {
        variables.put(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
