package dev.gatehouse.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a command asks policy about: something that can be done, and where. */
final class PermissionArguments {
    @Parameters(index = "0", paramLabel = "VERB", description = "Such as create, read or write.")
    private String verb = "";

    @Parameters(index = "1", paramLabel = "RESOURCE", description = "Such as execution, job or rolebinding.")
    private String resource = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Where; root without it.")
    private String namespace = "root";

    String permission() {
        return resource + ":" + verb;
    }

    String namespace() {
        return namespace;
    }
}
