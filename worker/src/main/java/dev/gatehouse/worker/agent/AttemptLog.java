package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.LogSink;
import dev.gatehouse.worker.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An attempt's log on the worker: numbered chunks until the gateway has them, and the digest over all. It takes 10 MiB
 * and then one mark, so it holds no more than that however long the gateway is away. Thread-safe.
 */
final class AttemptLog implements LogSink {
    static final int LIMIT = 10 * 1024 * 1024;
    private static final byte[] MARK = "the log ends here: 10 MiB is its limit\n".getBytes(StandardCharsets.UTF_8);

    private final MessageDigest digest;
    private final List<LogChunk> chunks = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private String openStream = LogChunk.STDOUT;
    private long count;
    private int taken;
    private boolean full;

    AttemptLog() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("every Java has SHA-256", failure);
        }
    }

    @Override
    public synchronized void append(String stream, byte[] bytes) {
        if (full) {
            return;
        }
        int room = Math.min(bytes.length, LIMIT - taken);
        write(stream, bytes, room);
        taken += room;
        if (room < bytes.length) {
            full = true;
            write(LogChunk.SYSTEM, MARK, MARK.length);
        }
    }

    /** What the gateway does not have yet, in order. */
    synchronized List<LogChunk> pending() {
        close();
        return List.copyOf(chunks);
    }

    /** The gateway has this one and all before it. */
    synchronized void acknowledged(long seq) {
        chunks.removeIf(chunk -> chunk.seq() <= seq);
    }

    synchronized long count() {
        close();
        return count;
    }

    /** Over everything; for the end of the attempt. */
    synchronized String digest() {
        close();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void write(String stream, byte[] bytes, int length) {
        if (!stream.equals(openStream)) {
            close();
            openStream = stream;
        }
        int at = 0;
        while (at < length) {
            int part = Math.min(length - at, LogChunk.LIMIT - open.size());
            open.write(bytes, at, part);
            at += part;
            if (open.size() == LogChunk.LIMIT) {
                close();
            }
        }
    }

    private void close() {
        if (open.size() > 0) {
            byte[] bytes = open.toByteArray();
            open.reset();
            digest.update(bytes);
            chunks.add(new LogChunk(count++, openStream, Protocol.encode(bytes)));
        }
    }
}
