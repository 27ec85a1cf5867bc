package dev.gatehouse.policy;

/**
 * Answers questions from memory, never from a disk or a network. Thread-safe.
 *
 * <p>What is not expressly allowed is denied.
 */
public interface PolicyEngine {
    <P extends Permit> Decision<P> decide(Question<P> question);
}
