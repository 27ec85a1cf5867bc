package dev.gatehouse.worker;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * One text on its way through a {@link Redactor}. It holds back only the bytes that may be the beginning of a secret,
 * so a secret cut by any border of the input is still found. Each run of secret bytes becomes one {@code ***}.
 *
 * <p>A {@link Scout} goes over all of the text, and a {@link CloseLook} only over the parts that it finds. No part is looked
 * at twice but for a few bytes, and a close look takes a bounded number of steps for each byte, so the whole takes time in
 * proportion to the text.
 */
public final class RedactedStream {
    private static final int SLICE = 16 * 1024;
    /** Of a part that has ended, so many bytes are searched again: a secret may have begun in them. */
    private static final int AGAIN = 8;

    private final Supplier<Sought> current;
    private final HeldText text = new HeldText();
    private Sought sought;
    private Scout scout;
    private CloseLook look;

    /** @param current which may be another one by and by */
    RedactedStream(Supplier<Sought> current) {
        this.current = current;
        this.sought = current.get();
        this.scout = new Scout(sought.beginnings());
        this.look = new CloseLook(sought, text);
    }

    /** Takes more of the text and gives what is certain by now. */
    public byte[] write(byte[] bytes, int offset, int length) {
        follow(current.get());
        if (sought.isNothing()) {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 16);
        for (int done = 0; done < length; done += SLICE) {
            text.append(bytes, offset + done, Math.min(SLICE, length - done));
            search();
            text.give(look.earliest(), out);
        }
        return out.toByteArray();
    }

    /** The rest: nothing follows. */
    public byte[] finish() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        look.finish();
        text.give(text.position(text.end()), out);
        text.restart();
        return out.toByteArray();
    }

    /** How much work it was so far. */
    long steps() {
        return scout.steps() + look.steps();
    }

    /** What is held back may be the beginning of something that is sought only now; what was found counts still. */
    private void follow(Sought latest) {
        if (!latest.equals(sought)) {
            sought = latest;
            scout = new Scout(latest.beginnings());
            look = new CloseLook(latest, text);
        }
    }

    private void search() {
        look.readOn(look.at());
        while (text.index(look.at()) < text.end()) {
            int again = Math.max(text.begin(), text.index(look.at()) - AGAIN);
            scout.search(text.bytes(), again, text.end());
            look.begin(text.position(scout.from()));
            look.readOn(text.position(scout.to()));
        }
    }
}
