package dev.gatehouse.gateway.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request about other rules than those that are declared, as it came.
 *
 * @param candidate a manifest: the rules that would be declared, or declared otherwise
 * @param remove the rules that would be deleted
 * @param from when the period begins whose questions are asked again
 * @param to when it ends
 */
record CandidateRequest(
        @Nullable String namespace,
        @Nullable String candidate,
        @Nullable List<@Nullable Removal> remove,
        @Nullable String from,
        @Nullable String to) {
    /** A rule that would be deleted, named as a manifest names it. */
    record Removal(
            @Nullable String kind,
            @Nullable String namespace,
            @Nullable String name) {}
}
