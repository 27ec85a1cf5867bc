package dev.gatehouse.gateway.scim.directory;

import java.time.Duration;

/** How long one transaction of this door may take: a group of 50,000 members is written in one. */
final class Work {
    static final Duration LONGEST = Duration.ofSeconds(30);

    private Work() {}
}
