package dev.gatehouse.gateway.job;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many parts a regular expression has once its counted repetitions are written out, which is what an engine
 * compiles it to: {@code (a{1000}){1000}} is a million. Where it is unsure it counts more, and what the engine knows but
 * ECMA-262 does not (groups that only set flags, POSIX classes, quotations) is too much: it shifts what is repeated.
 */
final class PatternSize {
    private static final long MOST = 1L << 40;

    private final String regex;
    private final Deque<Long> around = new ArrayDeque<>();
    private int at;
    private long sequence = 1;
    private long last;

    private PatternSize(String regex) {
        this.regex = regex;
    }

    static long of(String regex) {
        var size = new PatternSize(regex);
        while (size.at < regex.length()) {
            size.step();
        }
        // A group that is not closed is refused by the engine; what it holds counts nevertheless.
        return size.around.stream().mapToLong(Long::longValue).sum() + size.sequence;
    }

    private void step() {
        switch (regex.charAt(at++)) {
            case '\\' -> {
                // What the engine takes for a quotation would end elsewhere than where this reads on.
                part(regex.startsWith("Q", at) ? MOST : 1);
                at++;
            }
            case '[' -> part(skipClass() ? MOST : 1);
            case '(' -> {
                around.push(sequence);
                sequence = isForeignGroup() ? MOST : 1;
                last = 0;
            }
            case ')' -> {
                long group = sequence + 1;
                sequence = around.isEmpty() ? 1 : around.pop();
                part(group);
            }
            case '{' -> repeat();
            default -> part(1);
        }
    }

    private void part(long size) {
        last = size;
        sequence = Math.min(MOST, sequence + size);
    }

    /** Whether the group is none of {@code (…)}, {@code (?:…)} and {@code (?<name>…)}. */
    private boolean isForeignGroup() {
        return regex.startsWith("?", at) && !regex.startsWith("?:", at) && !regex.startsWith("?<", at);
    }

    /** The engine's rule: a bracket that comes first is a member of its class. Answers whether a POSIX class is in it. */
    private boolean skipClass() {
        boolean posix = false;
        if (at < regex.length() && regex.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < regex.length() && (regex.charAt(at) != ']' || at == first)) {
            posix |= regex.startsWith("[:", at);
            at += regex.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
        return posix;
    }

    private void repeat() {
        int close = regex.indexOf('}', at);
        String counts = close < 0 ? "" : regex.substring(at, close);
        if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            part(1);
            return;
        }
        at = close + 1;
        long times = 1;
        for (String count : counts.split(",", -1)) {
            times = Math.max(times, count.isEmpty() ? 1 : Long.parseLong(count));
        }
        long before = last;
        part(Math.min(MOST, before * (times - 1)));
        last = Math.min(MOST, before * times);
    }
}
