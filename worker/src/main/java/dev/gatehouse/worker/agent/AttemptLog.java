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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An attempt's log on the worker: numbered chunks until the gateway has them, and the digest over all. It takes 10 MiB
 * and then one mark, so it holds no more than that however long the gateway is away.
 *
 * <p>Chunks keep the order in which the streams were read, as long as that does not make too many: a job that writes a
 * byte to one stream and a byte to the other in turn would make a chunk of each. Thread-safe.
 */
final class AttemptLog implements LogSink {
    static final int LIMIT = 10 * 1024 * 1024;
    private static final byte[] MARK = "the log ends here: 10 MiB is its limit\n".getBytes(StandardCharsets.UTF_8);

    /** With so many waiting, the streams are only kept in order within themselves. */
    static final int CROWD = 500;

    private final MessageDigest digest;
    private final List<LogChunk> chunks = new ArrayList<>();
    /** The chunk of each stream that still grows; more than one only in a crowd. */
    private final Map<String, ByteArrayOutputStream> open = new LinkedHashMap<>();

    private long count;
    private int taken;
    private boolean full;
    private long dropped;

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
            dropped += bytes.length;
            return;
        }
        int room = Math.min(bytes.length, LIMIT - taken);
        write(stream, bytes, room);
        taken += room;
        if (room < bytes.length) {
            full = true;
            dropped += bytes.length - room;
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

    /** How many bytes came after the limit. */
    synchronized long dropped() {
        return dropped;
    }

    /** Over everything; for the end of the attempt. */
    synchronized String digest() {
        close();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void write(String stream, byte[] bytes, int length) {
        if (!open.containsKey(stream) && chunks.size() < CROWD) {
            close();
        }
        int at = 0;
        while (at < length) {
            ByteArrayOutputStream growing = open.computeIfAbsent(stream, _ -> new ByteArrayOutputStream());
            int part = Math.min(length - at, LogChunk.LIMIT - growing.size());
            growing.write(bytes, at, part);
            at += part;
            if (growing.size() == LogChunk.LIMIT) {
                open.remove(stream);
                add(stream, growing);
            }
        }
    }

    private void close() {
        open.forEach(this::add);
        open.clear();
    }

    private void add(String stream, ByteArrayOutputStream grown) {
        byte[] bytes = grown.toByteArray();
        digest.update(bytes);
        chunks.add(new LogChunk(count++, stream, Protocol.encode(bytes)));
    }
}
