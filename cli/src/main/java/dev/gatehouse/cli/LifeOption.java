package dev.gatehouse.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The option that says how long a new token or secret of a SCIM client lives. */
final class LifeOption {
    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long it works, at most P366D: P90D, PT8H; a year (P365D) unless it is said.")
    private Duration expires = Duration.ofDays(365);

    @Override
    public String toString() {
        return expires.toString();
    }
}
