package dev.gatehouse.policy.cel;

/**
 * What is wrong with a condition's text.
 *
 * @param line from 1
 * @param column from 1, in code points
 */
public record Flaw(int line, int column, String message) {}
