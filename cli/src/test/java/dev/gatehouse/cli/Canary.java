package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A text that is nowhere else in the world, in two halves of letters and digits: a part of it that is found is a leak, and
 * where one line break cuts it, one of the halves is whole. Letters and digits look the same in a URL, in JSON and in a
 * shell, so that those forms are found by the halves as they are.
 */
record Canary(String first, String second) {
    /** What programs write otherwise than it is, around the letters and digits. */
    private static final String AROUND = " \"quoted\" it's $HOME \\ & <é> ";

    static Canary hatched() {
        String letters = UUID.randomUUID().toString().replace("-", "");
        return new Canary(letters.substring(0, 16), letters.substring(16));
    }

    /** The value of a secret, in whose middle are the characters that are encoded otherwise each time. */
    String value() {
        return first + AROUND + second;
    }

    /** Whether any of its forms is in what was read byte by byte. */
    boolean isIn(String bytes) {
        return Stream.of(first, second).flatMap(Canary::forms).anyMatch(bytes::contains);
    }

    /** As it is, as Java keeps it beside other letters, as hexadecimal digits, and as base64 at each alignment. */
    private static Stream<String> forms(String half) {
        byte[] bytes = half.getBytes(StandardCharsets.UTF_8);
        return Stream.concat(
                Stream.of(
                        half,
                        latin(half.getBytes(StandardCharsets.UTF_16LE)),
                        latin(half.getBytes(StandardCharsets.UTF_16BE)),
                        HexFormat.of().formatHex(bytes),
                        HexFormat.of().withUpperCase().formatHex(bytes)),
                IntStream.range(0, 3).mapToObj(skipped -> base64(bytes, skipped)));
    }

    /** Of the groups of three bytes that are whole whatever follows. */
    private static String base64(byte[] bytes, int skipped) {
        int whole = (bytes.length - skipped) / 3 * 3;
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, skipped, skipped + whole));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The files below the folder that have any of it; one that is gone before it is read is no longer there to be found. */
    List<Path> filesBelow(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (attributes.isRegularFile() && isIn(Files.readString(file, StandardCharsets.ISO_8859_1))) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                } catch (NoSuchFileException gone) {
                    return visitFileFailed(file, gone);
                }
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }
}
