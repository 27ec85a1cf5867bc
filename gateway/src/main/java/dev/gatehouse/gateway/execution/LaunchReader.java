package dev.gatehouse.gateway.execution;

import dev.gatehouse.policy.LaunchOptions;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the launch options of a request; whether the job takes them is not known yet. */
final class LaunchReader {
    private LaunchReader() {}

    static LaunchOptions read(Members members) {
        List<String> args = members.texts("args");
        Map<String, String> env = members.textsByName("env");
        Optional<String> workerGroup = members.text("workerGroup");
        Map<String, String> labels = members.textsByName("labels");
        int priority = members.integer("priority").orElse(0);
        Optional<Duration> timeout = members.text("timeout").flatMap(text -> duration(text, members));
        members.finish();
        return new LaunchOptions(args, env, workerGroup, labels, priority, timeout);
    }

    private static Optional<Duration> duration(String text, Members members) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException malformed) {
            members.refuse("timeout", "not a duration of ISO 8601, such as PT15M");
            return Optional.empty();
        }
    }
}
