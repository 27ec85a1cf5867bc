package dev.gatehouse.worker;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What is looked for. Of each value: the whole of it from its first line on that is long enough, and each such line by
 * itself, all without line breaks and indentation, because nobody knows how they are printed. A value without a line of
 * {@value #SHORTEST} bytes is too much like other text to be looked for in every form, and is looked for as it is.
 *
 * @param needles each of at least {@value #SHORTEST} bytes, beginning with as many that stand together in the value
 * @param literals values that are looked for as they are only
 */
record SecretNeedles(List<byte[]> needles, List<byte[]> literals) {
    static final int SHORTEST = 8;

    SecretNeedles {
        needles = List.copyOf(needles);
        literals = List.copyOf(literals);
    }

    static SecretNeedles of(Iterable<byte[]> values) {
        List<byte[]> needles = new ArrayList<>();
        List<byte[]> literals = new ArrayList<>();
        for (byte[] value : values) {
            List<byte[]> found = new Lines(value).needles();
            if (!found.isEmpty()) {
                needles.addAll(found);
            } else if (value.length > 0) {
                literals.add(value.clone());
            }
        }
        return new SecretNeedles(needles, literals);
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
