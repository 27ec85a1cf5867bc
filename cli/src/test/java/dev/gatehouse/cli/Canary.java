package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    private static final String AROUND = " \"quoted\" it's $HOME \\ & <é> ${{ secrets.no }} ${{ ";

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

    /** The files below the folder that have any of it. */
    List<Path> filesBelow(Path folder) throws IOException {
        return FilesBelow.holding(folder, this::isIn);
    }
}
