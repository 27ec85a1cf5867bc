package dev.gatehouse.worker.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A file of lines that is written from its beginning to its end, and then only deleted. It is filled with zeros first, so
 * that a line that is synced changes its bytes and nothing else of the file; the first zero is where its lines end.
 *
 * <p>Not thread-safe.
 */
final class SpoolSegment implements AutoCloseable {
    static final int SIZE = 1024 * 1024;

    private final Path file;
    private final FileChannel channel;
    private long end;

    private SpoolSegment(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** A new one, 0600, that is there after the power went, too. */
    static SpoolSegment create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            write(channel, ByteBuffer.allocate(SIZE), 0);
            channel.force(true);
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
            return new SpoolSegment(file, channel);
        } catch (IOException full) {
            channel.close();
            Files.deleteIfExists(file);
            throw full;
        }
    }

    /** The lines of a file, whole ones only: what was being written when the worker was killed was promised to nobody. */
    static List<byte[]> lines(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < all.length && all[i] != 0; i++) {
            if (all[i] == '\n') {
                lines.add(Arrays.copyOfRange(all, from, i));
                from = i + 1;
            }
        }
        return lines;
    }

    Path file() {
        return file;
    }

    /** Whether so many bytes find room; an empty segment takes any number. */
    boolean hasRoomFor(long bytes) {
        return end == 0 || end + bytes <= SIZE;
    }

    /** Whether it is worth to begin another one as soon as nobody needs what is in this one. */
    boolean isHalfFull() {
        return end > SIZE / 2;
    }

    /** Writes whole lines; after a failure the segment takes no more. */
    void append(ByteBuffer lines) throws IOException {
        int length = lines.remaining();
        write(channel, lines, end);
        end += length;
    }

    /** What was appended outlives the machine's power. */
    void sync() throws IOException {
        channel.force(false);
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failing) {
            // What was synced is there, and nothing else was promised.
        }
    }
}
