package dev.gatehouse.worker.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and as whom process jobs run.
 *
 * @param jobs where the directory for jobs is made, reachable for every uid
 * @param home the worker's own, which names its place there
 * @param tools the operator's drivers and interpreters, copied for jobs at start
 * @param slots how many attempts run at once
 * @param firstUid as root, the first of the uids that jobs get; one that another worker with the same {@code jobs} uses
 *     is passed over
 * @param timeoutGrace between TERM and KILL when an attempt's time is up
 */
public record ProcessSettings(
        Path jobs, Path home, Optional<Path> tools, int slots, int firstUid, Duration timeoutGrace) {}
