package dev.gatehouse.worker.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What a job wrote to {@code GATEHOUSE_OUTPUTS}. The worker may read what the job may not, so only a plain file of the
 * job's own is read: no link, no pipe, nothing that belongs to somebody else.
 */
final class OutputsFile {
    private static final int LIMIT = 256 * 1024;

    private OutputsFile() {}

    /** The one object in it, or nothing when nothing was written. */
    static Optional<ObjectNode> read(Path file, int owner) throws Invalid {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isRegularFile()
                    || !Integer.valueOf(owner).equals(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                    || Files.size(file) > LIMIT) {
                throw new Invalid();
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                bytes = in.readNBytes(LIMIT + 1);
            }
            if (bytes.length == 0) {
                return Optional.empty();
            }
            if (bytes.length <= LIMIT
                    && strict().readTree(bytes) instanceof ObjectNode object
                    && Keepable.is(exact().readTree(bytes))
                    // As it is reported, where a number may be longer than the job wrote it.
                    && object.toString().getBytes(StandardCharsets.UTF_8).length <= LIMIT) {
                return Optional.of(object);
            }
            throw new Invalid();
        } catch (JsonProcessingException | NumberFormatException malformed) {
            throw new Invalid();
        } catch (NoSuchFileException removed) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new Invalid();
        }
    }

    private static JsonMapper strict() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static JsonMapper exact() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    /** There is something, and it is not one JSON object of at most 256 KiB that can be kept exactly. */
    static final class Invalid extends Exception {}
}
