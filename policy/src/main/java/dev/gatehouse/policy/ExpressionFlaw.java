package dev.gatehouse.policy;

/**
 * What is wrong with a condition's text, and where.
 *
 * @param line from 1
 * @param column from 1, in code points
 */
public record ExpressionFlaw(int line, int column, String message) {}
