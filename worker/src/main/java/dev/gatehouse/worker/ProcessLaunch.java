package dev.gatehouse.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
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
 * @param identity what the attempt shows others who it is with; gateways of before it say nothing of it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProcessLaunch(
        List<Part.Joined> command,
        Map<String, Part.Joined> env,
        Map<String, FileLaunch> files,
        Part.@Nullable Joined stdin,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<IdentityLaunch> identity) {
    public ProcessLaunch {
        command = List.copyOf(command);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        identity = List.copyOf(identity);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a process without a command");
        }
        if (command.stream().anyMatch(word -> word.secrets().findAny().isPresent())) {
            throw new IllegalArgumentException("a secret in a command");
        }
    }

    /** A process that shows nobody who it is. */
    public ProcessLaunch(
            List<Part.Joined> command,
            Map<String, Part.Joined> env,
            Map<String, FileLaunch> files,
            Part.@Nullable Joined stdin) {
        this(command, env, files, stdin, List.of());
    }

    /** A process that reads nothing from its standard input, either. */
    public ProcessLaunch(List<Part.Joined> command, Map<String, Part.Joined> env, Map<String, FileLaunch> files) {
        this(command, env, files, null);
    }

    /** The same, whose attempt shows others who it is. */
    public ProcessLaunch showing(List<IdentityLaunch> tokens) {
        return new ProcessLaunch(command, env, files, stdin, tokens);
    }
}
