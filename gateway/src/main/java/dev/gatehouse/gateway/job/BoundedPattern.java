package dev.gatehouse.gateway.job;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A tenant's regular expression that gives up after a fixed amount of backtracking, so that no pattern can occupy the
 * gateway. Thread-safe.
 */
final class BoundedPattern implements RegularExpression {
    private static final int MAX_READS = 2_000_000;

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

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new CountedText(value)).find();
    }

    /** The pattern read the text more often than it may. */
    static final class WorkExceeded extends RuntimeException {
        WorkExceeded() {
            super("a pattern takes too long", null, false, false);
        }
    }

    private static final class CountedText implements CharSequence {
        private final String text;
        private int reads;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++reads > MAX_READS) {
                throw new WorkExceeded();
            }
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
