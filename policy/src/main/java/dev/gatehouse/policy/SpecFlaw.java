package dev.gatehouse.policy;

import java.util.List;

/**
 * What is wrong with a spec.
 *
 * @param at the members and elements that lead from the spec to the place
 * @param message what is wrong there, for whoever wrote it
 */
public record SpecFlaw(List<String> at, String message) {
    public SpecFlaw {
        at = List.copyOf(at);
    }
}
