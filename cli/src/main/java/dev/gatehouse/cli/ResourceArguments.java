package dev.gatehouse.cli;

import picocli.CommandLine.Parameters;

/** Names one declared resource on the command line. */
final class ResourceArguments {
    @Parameters(index = "0", paramLabel = "KIND")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "A name, or NAMESPACE/NAME.")
    private String name = "";

    /** Its place below the tenant's. */
    String path() {
        return ResourceName.resource(kind, name);
    }
}
