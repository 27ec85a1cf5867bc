package dev.gatehouse.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** The file of a master key: a line for each key, 32 bytes as base64url without padding; mode 0600 or narrower. */
final class MasterKeyText {
    private static final int TEXT = 43;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private MasterKeyText() {}

    static List<WrappingKey> read(Path file) {
        byte[] text = text(file);
        try {
            return decode(file, text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static byte[] text(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new SecretException.KeyFileRefused(file + " is not there or is no file");
            }
            var permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new SecretException.KeyFileRefused(
                        file + " has mode " + PosixFilePermissions.toString(permissions) + "; it must be 0600");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new SecretException.KeyFileRefused(file + " cannot be read", e);
        }
    }

    private static List<WrappingKey> decode(Path file, byte[] text) {
        List<WrappingKey> keys = new ArrayList<>();
        int begin = 0;
        do {
            int end = begin;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            keys.add(decode(file, text, begin, end));
            begin = end + 1;
        } while (begin < text.length);
        return List.copyOf(keys);
    }

    private static WrappingKey decode(Path file, byte[] text, int begin, int end) {
        byte[] line = Arrays.copyOfRange(text, begin, end);
        try {
            byte[] key = line.length == TEXT ? Base64.getUrlDecoder().decode(line) : new byte[0];
            if (key.length != WrappingKey.BYTES) {
                throw new SecretException.KeyFileRefused(file + " has a line that does not hold 32 bytes as base64url");
            }
            return WrappingKey.taking(key);
        } catch (IllegalArgumentException _) {
            throw new SecretException.KeyFileRefused(file + " is not base64url");
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    static void write(Path file, SecureRandom random) {
        byte[] key = key(random);
        try {
            create(file, line(key));
            force(file);
        } catch (IOException e) {
            throw new SecretException.KeyFileRefused(file + " cannot be made", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Who reads it meanwhile finds the keys before, or all of them. */
    static WrappingKey append(Path named, SecureRandom random) {
        byte[] key = key(random);
        try {
            // Where the name is a link, what it leads to is replaced, and not the link.
            Path file = named.toRealPath();
            try (var channel = FileChannel.open(
                            file.resolveSibling(file.getFileName() + ".lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                    var _ = channel.lock()) {
                replace(file, key);
            }
            WrappingKey made = WrappingKey.taking(key);
            if (read(file).stream().noneMatch(each -> each.id().equals(made.id()))) {
                throw new SecretException.KeyFileRefused(file + " was replaced by something else meanwhile");
            }
            return made;
        } catch (IOException | OverlappingFileLockException e) {
            throw new SecretException.KeyFileRefused(named + " cannot be written", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Replaces the file by one that has the key, too; nobody else may do so meanwhile. */
    private static void replace(Path file, byte[] key) throws IOException {
        byte[] before = text(file);
        byte[] line = line(key);
        boolean ended = before.length > 0 && before[before.length - 1] == '\n';
        byte[] after = ByteBuffer.allocate(before.length + (ended ? 0 : 1) + line.length)
                .put(before)
                .put(ended ? new byte[0] : new byte[] {'\n'})
                .put(line)
                .array();
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            decode(file, before);
            Files.deleteIfExists(next);
            create(next, after);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(file);
        } finally {
            Arrays.fill(before, (byte) 0);
            Arrays.fill(line, (byte) 0);
            Files.deleteIfExists(next);
        }
    }

    private static byte[] key(SecureRandom random) {
        byte[] key = new byte[WrappingKey.BYTES];
        random.nextBytes(key);
        return key;
    }

    private static byte[] line(byte[] key) {
        byte[] text = Base64.getUrlEncoder().withoutPadding().encode(key);
        byte[] line = Arrays.copyOf(text, TEXT + 1);
        line[TEXT] = '\n';
        Arrays.fill(text, (byte) 0);
        return line;
    }

    /** Writes the text, which is wiped, to a new file that only its owner can read. */
    private static void create(Path file, byte[] text) throws IOException {
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            var buffer = ByteBuffer.wrap(text);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Has the file's name outlive a loss of power. */
    private static void force(Path file) throws IOException {
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
