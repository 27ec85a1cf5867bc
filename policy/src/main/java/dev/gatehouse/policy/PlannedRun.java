package dev.gatehouse.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a worker would be given if a job began so: its manifest with inputs and launch options filled in.
 *
 * @param connector what runs it, such as {@code process}
 * @param jobLabels what the manifest declares
 * @param command the program and its arguments
 * @param env the names of the variables that are set
 * @param hosts whom it says it calls, in lower case
 * @param audiences whom it shows who it is
 * @param labels of this one execution
 */
public record PlannedRun(
        String connector,
        Map<String, String> jobLabels,
        List<String> command,
        List<String> env,
        List<String> hosts,
        List<String> audiences,
        String workerGroup,
        Map<String, String> labels,
        int priority,
        Duration timeout) {
    public PlannedRun {
        jobLabels = Map.copyOf(jobLabels);
        command = List.copyOf(command);
        env = List.copyOf(env);
        hosts = List.copyOf(hosts);
        audiences = List.copyOf(audiences);
        labels = Map.copyOf(labels);
    }

    /** Without the command, in which there are inputs. */
    @Override
    public String toString() {
        return "PlannedRun[connector=" + connector + ", workerGroup=" + workerGroup + "]";
    }
}
