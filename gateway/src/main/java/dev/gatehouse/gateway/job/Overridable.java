package dev.gatehouse.gateway.job;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a launch may change, as the job lists it: {@code args}, {@code env.NAME}, {@code workerGroup}, {@code labels},
 * {@code priority}, {@code timeout}. A job that lists nothing runs as it is declared.
 *
 * @param env names of the environment variables that a launch may set
 */
public record Overridable(Set<Option> options, Set<String> env) {
    private static final String ENV = "env.";

    /** A launch option other than an environment variable. */
    public enum Option {
        ARGS("args"),
        WORKER_GROUP("workerGroup"),
        LABELS("labels"),
        PRIORITY("priority"),
        TIMEOUT("timeout");

        private final String word;

        Option(String word) {
            this.word = word;
        }

        /** How manifests and requests write it. */
        public String word() {
            return word;
        }
    }

    public Overridable {
        options = Set.copyOf(options);
        env = Set.copyOf(env);
    }

    static Overridable of(List<String> words) {
        Set<Option> options = EnumSet.noneOf(Option.class);
        Set<String> env = new LinkedHashSet<>();
        for (String word : words) {
            if (word.startsWith(ENV)) {
                env.add(word.substring(ENV.length()));
            }
            for (Option option : Option.values()) {
                if (option.word.equals(word)) {
                    options.add(option);
                }
            }
        }
        return new Overridable(options, env);
    }

    public boolean allows(Option option) {
        return options.contains(option);
    }

    public boolean allowsEnv(String name) {
        return env.contains(name);
    }
}
