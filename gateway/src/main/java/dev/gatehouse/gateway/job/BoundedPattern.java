package dev.gatehouse.gateway.job;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import java.util.function.Supplier;

/**
 * A tenant's regular expression on an engine that never backtracks (RE2), so that its work grows with its size and the
 * text's length and no faster. Both are bounded over all expressions of one {@link #within}. What such an engine cannot
 * do, looking around and referring back, is no regular expression here. Thread-safe.
 */
final class BoundedPattern implements RegularExpression {
    private static final int LONGEST = 2_000;
    private static final long MAX_SIZE = 20_000;
    /** Of one expression: the engine goes as deep as it is large. */
    private static final long MAX_DEPTH = 4_000;

    private static final long MAX_STEPS = 100_000_000;
    private static final java.util.regex.Pattern CODE_UNIT =
            java.util.regex.Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u([0-9A-Fa-f]{4})");

    private static final ScopedValue<Work> WORK = ScopedValue.newInstance();

    private final Pattern pattern;
    private final long size;

    private BoundedPattern(Pattern pattern, long size) {
        this.pattern = pattern;
        this.size = size;
    }

    static BoundedPattern of(String regex) {
        if (regex.length() > LONGEST) {
            throw new IllegalArgumentException("a regular expression of too many characters");
        }
        long size = PatternSize.of(regex);
        if (size > MAX_DEPTH || !work().holds(size)) {
            throw new IllegalArgumentException("regular expressions that are too large with all their repetitions");
        }
        try {
            Pattern pattern = Pattern.compile(withBraces(regex));
            return new BoundedPattern(pattern, Math.max(size, pattern.programSize()));
        } catch (PatternSyntaxException | StackOverflowError malformed) {
            throw new IllegalArgumentException("not a regular expression", malformed);
        }
    }

    /** ECMA-262 writes a code unit with four digits, RE2 with braces. */
    private static String withBraces(String regex) {
        return CODE_UNIT.matcher(regex).replaceAll("$1\\\\x{$2}");
    }

    /** Does what is asked with one allowance for all expressions that are compiled and matched in it. */
    static <T> T within(Supplier<T> matching) {
        return ScopedValue.where(WORK, new Work()).call(matching::get);
    }

    private static Work work() {
        return WORK.isBound() ? WORK.get() : new Work();
    }

    /** Matches with the allowance of the {@link #within} around it, or with one of its own. */
    @Override
    public boolean matches(String value) {
        try {
            return pattern.matcher(new CountedText(value, work(), size)).find();
        } catch (StackOverflowError tooDeep) {
            throw new WorkExceeded();
        }
    }

    /** The expressions took more steps on the texts than they may. */
    static final class WorkExceeded extends RuntimeException {
        WorkExceeded() {
            super("a pattern takes too long", null, false, false);
        }
    }

    private static final class Work {
        private long size;
        private long steps;

        boolean holds(long more) {
            size += more;
            return size <= MAX_SIZE;
        }

        /** One character that is read is at most one step for each part of the expression. */
        void read(long parts) {
            steps += parts;
            if (steps > MAX_STEPS) {
                throw new WorkExceeded();
            }
        }
    }

    private static final class CountedText implements CharSequence {
        private final String text;
        private final Work work;
        private final long parts;

        CountedText(String text, Work work, long parts) {
            this.text = text;
            this.work = work;
            this.parts = parts;
        }

        @Override
        public char charAt(int index) {
            work.read(parts);
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
