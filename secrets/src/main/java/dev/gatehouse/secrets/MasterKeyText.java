package dev.gatehouse.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** The file of a master key: 32 bytes as base64url without padding, mode 0600 or narrower. */
final class MasterKeyText {
    static final int BYTES = 32;

    private static final int TEXT = 43;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private MasterKeyText() {}

    static byte[] read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new SecretException.KeyFileRefused(file + " is not there or is no file");
            }
            var permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new SecretException.KeyFileRefused(
                        file + " has mode " + PosixFilePermissions.toString(permissions) + "; it must be 0600");
            }
            return decode(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SecretException.KeyFileRefused(file + " cannot be read", e);
        }
    }

    private static byte[] decode(Path file, byte[] text) {
        int length = text.length > TEXT && text[text.length - 1] == '\n' ? text.length - 1 : text.length;
        try {
            byte[] key = length == TEXT ? Base64.getUrlDecoder().decode(Arrays.copyOf(text, length)) : new byte[0];
            if (key.length != BYTES) {
                throw new SecretException.KeyFileRefused(file + " does not hold 32 bytes as base64url");
            }
            return key;
        } catch (IllegalArgumentException _) {
            throw new SecretException.KeyFileRefused(file + " is not base64url");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    static void write(Path file, SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        byte[] text = (Base64.getUrlEncoder().withoutPadding().encodeToString(key) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            var buffer = ByteBuffer.wrap(text);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new SecretException.KeyFileRefused(file + " cannot be made", e);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }
}
