package dev.gatehouse.worker;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * One text on its way through a {@link Redactor}. It holds back only the bytes that may be the beginning of a secret,
 * so a secret cut by any border of the input is still found. Each run of secret bytes becomes one {@code ***}.
 */
public final class RedactedStream {
    private static final byte[] MARK = {'*', '*', '*'};

    private final Supplier<ByteMatcher> current;
    private ByteMatcher matcher;
    private int state;
    private byte[] held = new byte[256];
    private int heldSize;
    /** The position in the text of the first held byte. */
    private long heldFrom;
    /** Places of secrets that are not wholly given out: from, to; apart from each other and in order. */
    private final Deque<long[]> secrets = new ArrayDeque<>();

    private boolean inSecret;

    /** @param current which may be another one by and by */
    RedactedStream(Supplier<ByteMatcher> current) {
        this.current = current;
        this.matcher = current.get();
    }

    /** Takes more of the text and gives what is certain by now. */
    public byte[] write(byte[] bytes, int offset, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + MARK.length);
        follow(current.get());
        reserve(length);
        for (int i = offset; i < offset + length; i++) {
            held[heldSize++] = bytes[i];
            step(bytes[i], heldFrom + heldSize);
        }
        give(heldSize - matcher.depth(state), out);
        return out.toByteArray();
    }

    /** The rest: nothing follows. */
    public byte[] finish() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(heldSize + MARK.length);
        give(heldSize, out);
        state = 0;
        inSecret = false;
        return out.toByteArray();
    }

    /** @param end the position after the byte */
    private void step(byte symbol, long end) {
        state = matcher.next(state, symbol);
        int found = matcher.longest(state);
        if (found > 0) {
            mark(end - found, end);
        }
    }

    /** What is held back may be the beginning of something that another matcher knows. */
    private void follow(ByteMatcher latest) {
        if (latest != matcher) {
            matcher = latest;
            state = 0;
            for (int i = 0; i < heldSize; i++) {
                step(held[i], heldFrom + i + 1);
            }
        }
    }

    /**
     * Matches come in the order of their ends, so a new one can only swallow the latest ones. Where bytes were looked at
     * again, what was found before counts still.
     */
    private void mark(long from, long to) {
        long start = from;
        long end = to;
        while (!secrets.isEmpty() && secrets.getLast()[1] >= start) {
            long[] earlier = secrets.removeLast();
            start = Math.min(start, earlier[0]);
            end = Math.max(end, earlier[1]);
        }
        secrets.addLast(new long[] {start, end});
    }

    private void give(int count, ByteArrayOutputStream out) {
        long position = heldFrom;
        long end = heldFrom + count;
        while (position < end) {
            long[] next = secrets.peekFirst();
            if (next == null || next[0] > position) {
                long until = next == null ? end : Math.min(end, next[0]);
                out.write(held, (int) (position - heldFrom), (int) (until - position));
                inSecret = false;
                position = until;
            } else {
                if (!inSecret) {
                    out.writeBytes(MARK);
                    inSecret = true;
                }
                position = Math.min(end, next[1]);
                if (position == next[1]) {
                    secrets.removeFirst();
                }
            }
        }
        System.arraycopy(held, count, held, 0, heldSize - count);
        Arrays.fill(held, heldSize - count, heldSize, (byte) 0);
        heldSize -= count;
        heldFrom = end;
    }

    private void reserve(int more) {
        if (heldSize + more > held.length) {
            byte[] larger = Arrays.copyOf(held, Math.max(held.length * 2, heldSize + more));
            Arrays.fill(held, (byte) 0);
            held = larger;
        }
    }
}
