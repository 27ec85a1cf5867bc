package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code process} connector runs. Secrets may be in the environment, files and standard input, never in the
 * command, which every user of the machine can read.
 *
 * @param files by path relative to the attempt's own directory
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProcessLaunch(
        List<Part.Joined> command,
        Map<String, Part.Joined> env,
        Map<String, FileLaunch> files,
        Part.@Nullable Joined stdin) {
    public ProcessLaunch {
        command = List.copyOf(command);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a process without a command");
        }
        if (command.stream().anyMatch(word -> word.secrets().findAny().isPresent())) {
            throw new IllegalArgumentException("a secret in a command");
        }
    }

    /** A process that reads nothing from its standard input. */
    public ProcessLaunch(List<Part.Joined> command, Map<String, Part.Joined> env, Map<String, FileLaunch> files) {
        this(command, env, files, null);
    }
}
