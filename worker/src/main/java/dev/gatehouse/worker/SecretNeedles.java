package dev.gatehouse.worker;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is looked for. Of each value: the whole of it from its first line on that is long enough, and each such line by
 * itself, all without line breaks and indentation, because nobody knows how they are printed. A value without a line of
 * {@value #SHORTEST} bytes is too much like other text to be looked for in every form, and is looked for as it is.
 *
 * <p>What has blanks in it is looked for without them, too: a broken line leaves no trace of a blank where it is broken.
 *
 * @param needles each of at least {@value #SHORTEST} bytes
 * @param beginnings of {@value #SHORTEST} bytes each: how a needle can begin where any of its blanks are missing
 * @param literals values that are looked for as they are only
 */
record SecretNeedles(List<byte[]> needles, List<byte[]> beginnings, List<byte[]> literals) {
    static final int SHORTEST = 8;

    SecretNeedles {
        needles = List.copyOf(needles);
        beginnings = List.copyOf(beginnings);
        literals = List.copyOf(literals);
    }

    static SecretNeedles of(Iterable<byte[]> values) {
        List<byte[]> needles = new ArrayList<>();
        List<byte[]> beginnings = new ArrayList<>();
        List<byte[]> literals = new ArrayList<>();
        for (byte[] value : values) {
            List<byte[]> found = new Lines(value).needles();
            if (!found.isEmpty()) {
                for (byte[] needle : found) {
                    needles.add(needle);
                    addBeginnings(needle, 0, new byte[0], beginnings);
                    addWithoutBlanks(needle, needles);
                }
            } else if (value.length > 0) {
                literals.add(value.clone());
            }
        }
        return new SecretNeedles(needles, beginnings, literals);
    }

    private static void addWithoutBlanks(byte[] needle, List<byte[]> needles) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream(needle.length);
        for (byte each : needle) {
            if (!Gap.isBlank(each)) {
                rest.write(each);
            }
        }
        if (rest.size() >= SHORTEST && rest.size() < needle.length) {
            needles.add(rest.toByteArray());
        }
    }

    /** Of each run of blanks the first ones are there, or none: a break takes the place of the others. */
    private static void addBeginnings(byte[] needle, int next, byte[] first, List<byte[]> beginnings) {
        int at = next;
        while (at < needle.length && first.length + at - next < SHORTEST && !Gap.isBlank(needle[at])) {
            at++;
        }
        byte[] longer = joined(first, needle, next, at);
        if (longer.length == SHORTEST) {
            beginnings.add(longer);
        } else if (at < needle.length) {
            int end = at;
            while (end < needle.length && Gap.isBlank(needle[end])) {
                end++;
            }
            for (int kept = at; kept <= Math.min(end, at + SHORTEST - longer.length); kept++) {
                addBeginnings(needle, end, joined(longer, needle, at, kept), beginnings);
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] needle, int from, int to) {
        byte[] joined = Arrays.copyOf(first, first.length + to - from);
        System.arraycopy(needle, from, joined, first.length, to - from);
        return joined;
    }

    /** One value on its way into needles. */
    private static final class Lines {
        private final byte[] value;
        private final List<byte[]> needles = new ArrayList<>();
        private ByteArrayOutputStream whole = new ByteArrayOutputStream();
        private int lines;

        Lines(byte[] value) {
            this.value = value;
        }

        List<byte[]> needles() {
            int at = skipGap(0);
            while (at < value.length) {
                int end = at;
                while (end < value.length && !Gap.isBreak(value[end])) {
                    end++;
                }
                line(at, end);
                at = skipGap(end);
            }
            end();
            return needles;
        }

        /** A gap that is wider than any that is read over divides the value. */
        private int skipGap(int from) {
            int at = from;
            while (at < value.length && (Gap.isBreak(value[at]) || Gap.isBlank(value[at]))) {
                at++;
            }
            if (at - from > Gap.WIDEST) {
                end();
            }
            return at;
        }

        private void line(int from, int to) {
            boolean isLong = to - from >= SHORTEST;
            if (isLong) {
                byte[] line = new byte[to - from];
                System.arraycopy(value, from, line, 0, line.length);
                needles.add(line);
            }
            if (isLong || lines > 0) {
                whole.write(value, from, to - from);
                lines++;
            }
        }

        private void end() {
            if (lines > 1) {
                needles.add(whole.toByteArray());
            }
            whole = new ByteArrayOutputStream();
            lines = 0;
        }
    }
}
