package dev.gatehouse.gateway.problem;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of which no more than its limit can be read. */
final class BoundedBody extends FilterInputStream {
    private long left;

    BoundedBody(InputStream body, long limit) {
        super(body);
        this.left = limit;
    }

    /** The body has more bytes than its limit. */
    static final class TooLarge extends IOException {}

    @Override
    public int read() throws IOException {
        int next = super.read();
        take(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        take(Math.max(count, 0));
        return count;
    }

    private void take(int count) throws TooLarge {
        left -= count;
        if (left < 0) {
            throw new TooLarge();
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
