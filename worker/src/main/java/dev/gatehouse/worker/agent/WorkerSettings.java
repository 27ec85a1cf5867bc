package dev.gatehouse.worker.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator tells a worker: options {@code --name value}, each also as an environment variable
 * {@code GATEHOUSE_WORKER_NAME}. A join token is only ever read from a file.
 */
record WorkerSettings(
        URI url,
        Path home,
        Optional<Path> caFile,
        Optional<Path> joinTokenFile,
        String name,
        int slots,
        Optional<Path> tools,
        Path jobs,
        int firstUid,
        Duration drain) {
    static final String USAGE = """
            usage: gatehouse-worker --url URL --home DIR [--ca-file FILE] [--join-token-file FILE]
                                    [--name NAME] [--slots N]
                                    [--tools DIR] [--jobs DIR] [--first-uid N] [--drain PT5S]
              --url              the gateway
              --ca-file          PEM file of the certificates that may have issued the gateway's (default: Java's own)
              --home             identity key and spool of this worker
              --join-token-file  needed for the first start only
              --name             shown to people (default: worker)
              --slots            executions at once (default: 4)
              --tools            drivers and interpreters that jobs find as tools/, copied at start
              --jobs             where job directories are made (default: /var/tmp)
              --first-uid        as root, the first uid of jobs (default: 20000)
              --drain            how long running jobs may go on after SIGTERM (default: PT5S)
            Every option is also read from the environment: --join-token-file as GATEHOUSE_WORKER_JOIN_TOKEN_FILE.
            """;
    private static final Set<String> OPTIONS =
            Set.of("url", "ca-file", "home", "join-token-file", "name", "slots", "tools", "jobs", "first-uid", "drain");

    static WorkerSettings parse(String[] arguments, Map<String, String> environment) throws WrongUsage {
        Map<String, String> given = new HashMap<>();
        for (String option : OPTIONS) {
            String value = environment.get(
                    "GATEHOUSE_WORKER_" + option.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (value != null && !value.isEmpty()) {
                given.put(option, value);
            }
        }
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!OPTIONS.contains(option)) {
                throw new WrongUsage("unknown option " + arguments[i]);
            }
            if (i + 1 == arguments.length) {
                throw new WrongUsage("--" + option + " needs a value");
            }
            given.put(option, arguments[i + 1]);
        }
        try {
            return new WorkerSettings(
                    address(needed(given, "url")),
                    Path.of(needed(given, "home")).toAbsolutePath(),
                    path(given.get("ca-file")),
                    path(given.get("join-token-file")),
                    given.getOrDefault("name", "worker"),
                    number(given.getOrDefault("slots", "4"), 1, 100),
                    path(given.get("tools")),
                    Path.of(given.getOrDefault("jobs", "/var/tmp")).toAbsolutePath(),
                    number(given.getOrDefault("first-uid", "20000"), 1000, Integer.MAX_VALUE - 1000),
                    Duration.parse(given.getOrDefault("drain", "PT5S")));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            throw new WrongUsage(String.valueOf(malformed.getMessage()));
        }
    }

    private static String needed(Map<String, String> given, String option) throws WrongUsage {
        String value = given.get(option);
        if (value == null) {
            throw new WrongUsage("--" + option + " is missing");
        }
        return value;
    }

    private static URI address(String text) throws WrongUsage {
        URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
            throw new WrongUsage("--url is http://… or https://…");
        }
        return url;
    }

    private static Optional<Path> path(@Nullable String text) {
        return Optional.ofNullable(text).map(Path::of).map(Path::toAbsolutePath);
    }

    private static int number(String text, int least, int most) throws WrongUsage {
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new WrongUsage(number + " is not between " + least + " and " + most);
        }
        return number;
    }

    /** The command line or environment is not as described. */
    static final class WrongUsage extends Exception {
        WrongUsage(String message) {
            super(message);
        }
    }
}
