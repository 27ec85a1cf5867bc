package dev.gatehouse.gateway.job;

import com.networknt.schema.regex.RegularExpression;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A tenant's regular expression that gives up when all matches of one {@link #within} together have backtracked for
 * too long, so that neither a pattern nor a list of texts for it can occupy the gateway. Thread-safe.
 */
final class BoundedPattern implements RegularExpression {
    private static final int MAX_READS = 5_000_000;

    private static final ScopedValue<Work> WORK = ScopedValue.newInstance();

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static BoundedPattern of(String regex) {
        try {
            return new BoundedPattern(Pattern.compile(withExactEnds(regex)));
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException("not a regular expression", malformed);
        }
    }

    /** In ECMA-262 {@code $} is the end of the text; in Java it also stands before a last line break. */
    private static String withExactEnds(String regex) {
        var exact = new StringBuilder();
        boolean escaped = false;
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '$' && !escaped && !inClass) {
                exact.append("\\z");
            } else {
                exact.append(c);
            }
            inClass = escaped ? inClass : c == '[' || (inClass && c != ']');
            escaped = !escaped && c == '\\';
        }
        return exact.toString();
    }

    /** Does what is asked with one allowance for all patterns that are matched in it. */
    static <T> T within(Supplier<T> matching) {
        return ScopedValue.where(WORK, new Work()).call(matching::get);
    }

    /** Matches with the allowance of the {@link #within} around it, or with one of its own. */
    @Override
    public boolean matches(String value) {
        Work work = WORK.isBound() ? WORK.get() : new Work();
        return pattern.matcher(new CountedText(value, work)).find();
    }

    /** The pattern read the text more often than it may. */
    static final class WorkExceeded extends RuntimeException {
        WorkExceeded() {
            super("a pattern takes too long", null, false, false);
        }
    }

    private static final class Work {
        private int reads;

        void read() {
            if (++reads > MAX_READS) {
                throw new WorkExceeded();
            }
        }
    }

    private static final class CountedText implements CharSequence {
        private final String text;
        private final Work work;

        CountedText(String text, Work work) {
            this.text = text;
            this.work = work;
        }

        @Override
        public char charAt(int index) {
            work.read();
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
