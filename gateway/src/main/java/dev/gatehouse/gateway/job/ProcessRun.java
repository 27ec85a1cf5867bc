package dev.gatehouse.gateway.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process job runs: one command without a shell, its environment, its files, its standard input, and the tokens by
 * which it shows others who it is.
 */
public record ProcessRun(
        List<Template> command,
        Map<String, Template> env,
        Map<String, FileContent> files,
        Optional<Template> stdin,
        List<IdentityToken> identity) {

    /** One file that lies in the attempt's directory when the command starts. */
    public sealed interface FileContent {
        /** Text, where only a file declared with {@code template: true} has places, and those name only secrets. */
        record TextFile(Template text) implements FileContent {}

        /** Any bytes, as standard base64. */
        record BinaryFile(String base64) implements FileContent {}
    }

    public ProcessRun {
        command = List.copyOf(command);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        identity = List.copyOf(identity);
    }

    /** Whom it shows who it is, each once. */
    public List<String> audiences() {
        return identity.stream().map(IdentityToken::audience).distinct().toList();
    }

    /** Everything it fills in. */
    Stream<TemplatePath> paths() {
        Stream<Template> fileTemplates = files.values().stream().flatMap(file -> switch (file) {
            case FileContent.TextFile(Template text) -> Stream.of(text);
            case FileContent.BinaryFile _ -> Stream.<Template>empty();
        });
        return Stream.of(command.stream(), env.values().stream(), fileTemplates, stdin.stream())
                .flatMap(templates -> templates)
                .flatMap(Template::paths);
    }
}
