package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** How a command shows its answer. */
final class OutputOption {
    enum Format {
        text,
        json,
        yaml
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default), json or yaml.")
    private Format format = Format.text;

    /** Whether a person reads it; otherwise it is {@link #written}. */
    boolean isText() {
        return format == Format.text;
    }

    boolean isYaml() {
        return format == Format.yaml;
    }

    /** One of many answers for a program: a line of JSON, or a YAML document that begins with its marker. */
    String line(JsonNode answer) {
        return switch (format) {
            case text, json -> answer.toString();
            case yaml -> "---\n" + Yaml.written(answer);
        };
    }

    /** The answer for a program, without a last line end. */
    String written(JsonNode answer) {
        return switch (format) {
            case text, json -> Json.pretty(answer);
            case yaml -> Yaml.written(answer);
        };
    }
}
