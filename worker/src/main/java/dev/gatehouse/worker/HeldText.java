package dev.gatehouse.worker;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;

/** The part of a text that is not given out yet, and where secrets are in it. Positions count from the text's beginning. */
final class HeldText {
    private static final byte[] MARK = {'*', '*', '*'};

    private byte[] bytes = new byte[256];
    private int begin;
    private int end;
    /** The position of the first byte of the array. */
    private long origin;

    private final BitSet marks = new BitSet();
    private boolean inSecret;

    void append(byte[] more, int offset, int length) {
        if (end + length > bytes.length) {
            makeRoom(length);
        }
        System.arraycopy(more, offset, bytes, end, length);
        end += length;
    }

    /** Lent for reading; what is there is between {@link #begin} and {@link #end}. */
    byte[] bytes() {
        return bytes;
    }

    int begin() {
        return begin;
    }

    int end() {
        return end;
    }

    int index(long position) {
        return (int) (position - origin);
    }

    long position(int index) {
        return origin + index;
    }

    void mark(long from, long to) {
        marks.set(index(from), index(to));
    }

    /** Gives out what stands before a position, and forgets it; each run of secret bytes becomes one mark. */
    void give(long until, ByteArrayOutputStream out) {
        int stop = index(until);
        int at = begin;
        while (at < stop) {
            int marked = marks.nextSetBit(at);
            int plain = marked < 0 ? stop : Math.min(marked, stop);
            if (plain > at) {
                out.write(bytes, at, plain - at);
                inSecret = false;
            }
            if (plain < stop) {
                if (!inSecret) {
                    out.writeBytes(MARK);
                    inSecret = true;
                }
                plain = Math.min(marks.nextClearBit(plain), stop);
            }
            at = plain;
        }
        Arrays.fill(bytes, begin, stop, (byte) 0);
        begin = stop;
        if (begin == end) {
            origin += end;
            begin = 0;
            end = 0;
            marks.clear();
        }
    }

    /** Of a text that ends here, another one begins. */
    void restart() {
        inSecret = false;
    }

    /** Moves what is held to the front where that frees half of the array: so each byte is moved a bounded number of times. */
    private void makeRoom(int more) {
        int held = end - begin;
        boolean grows = held + more > bytes.length / 2;
        byte[] target = grows ? new byte[Integer.highestOneBit(held + more) * 4] : bytes;
        BitSet moved = marks.get(begin, end);
        System.arraycopy(bytes, begin, target, 0, held);
        Arrays.fill(bytes, grows ? 0 : held, bytes.length, (byte) 0);
        bytes = target;
        marks.clear();
        marks.or(moved);
        origin += begin;
        begin = 0;
        end = held;
    }
}
