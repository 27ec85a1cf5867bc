package dev.gatehouse.cli;

import picocli.CommandLine.Option;

/** How a command shows its answer. */
final class OutputOption {
    enum Format {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default) or json.")
    private Format format = Format.text;

    boolean isJson() {
        return format == Format.json;
    }
}
