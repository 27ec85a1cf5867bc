package dev.gatehouse.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a caller asks of one start beside the inputs. */
public record LaunchOptions(
        List<String> args,
        Map<String, String> env,
        Optional<String> workerGroup,
        Map<String, String> labels,
        int priority,
        Optional<Duration> timeout) {
    /** Nothing asked: the job's own settings hold. */
    public static final LaunchOptions NONE =
            new LaunchOptions(List.of(), Map.of(), Optional.empty(), Map.of(), 0, Optional.empty());

    public LaunchOptions {
        args = List.copyOf(args);
        env = Map.copyOf(env);
        labels = Map.copyOf(labels);
    }
}
