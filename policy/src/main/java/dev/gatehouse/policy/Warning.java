package dev.gatehouse.policy;

/**
 * What a guardrail says about an act that it lets pass.
 *
 * @param name of the guardrail, as {@code namespace/name}
 * @param message a sentence for whoever asks; may be empty
 */
public record Warning(Rule rule, String name, String message) {}
