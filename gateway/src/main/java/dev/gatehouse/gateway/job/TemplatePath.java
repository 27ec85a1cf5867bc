package dev.gatehouse.gateway.job;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What one {@code ${{ … }}} names. There is nothing else: no operators, no functions, no defaults. */
public sealed interface TemplatePath {
    int LONGEST = 1_000;
    Pattern FORM_OF_SEGMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");
    Pattern FORM_OF_SECRET = Pattern.compile("(?:(?<namespace>" + Names.NAMESPACE + ")/)?(?<name>" + Names.LABEL + ")");

    /** A value of the start's inputs; further segments go into nested objects. */
    record Input(List<String> segments) implements TemplatePath {
        public Input {
            segments = List.copyOf(segments);
        }

        @Override
        public String toString() {
            return "inputs." + String.join(".", segments);
        }
    }

    /**
     * A secret's value, which only the worker sees.
     *
     * @param namespace absent while nobody has looked for the nearest secret of that name; present in what is stored
     */
    record Secret(Optional<String> namespace, String name) implements TemplatePath {
        /** Its name in the sealed envelope and in {@code SecretPart}: {@code namespace/name}. */
        public String fullName() {
            return namespace.map(at -> at + "/" + name).orElse(name);
        }

        @Override
        public String toString() {
            return "secrets." + fullName();
        }
    }

    /** {@code execution.id}. */
    record Execution() implements TemplatePath {
        @Override
        public String toString() {
            return "execution.id";
        }
    }

    /** {@code subject.id}: who started the execution. */
    record Starter() implements TemplatePath {
        @Override
        public String toString() {
            return "subject.id";
        }
    }

    /** The path that the text is, or nothing when it is none. */
    static Optional<TemplatePath> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.equals("execution.id")) {
            return Optional.of(new Execution());
        }
        if (text.equals("subject.id")) {
            return Optional.of(new Starter());
        }
        if (text.startsWith("inputs.")) {
            List<String> segments = Stream.of(text.substring("inputs.".length()).split("\\.", -1))
                    .toList();
            boolean formed = segments.stream()
                    .allMatch(segment -> FORM_OF_SEGMENT.matcher(segment).matches());
            return formed ? Optional.of(new Input(segments)) : Optional.empty();
        }
        if (text.startsWith("secrets.")) {
            Matcher secret = FORM_OF_SECRET.matcher(text.substring("secrets.".length()));
            return secret.matches()
                    ? Optional.of(new Secret(Optional.ofNullable(secret.group("namespace")), secret.group("name")))
                    : Optional.empty();
        }
        return Optional.empty();
    }
}
