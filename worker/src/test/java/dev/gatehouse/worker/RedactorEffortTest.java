package dev.gatehouse.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much work a text is, counted and not timed: in proportion to it, whatever it and the secrets are. */
class RedactorEffortTest {
    private static final int LARGE = 64 * 1024;
    /** In how many sequences a byte can count: two steps each, of six spellings with up to six sequences. */
    private static final int MOST_STEPS = 80;

    record Case(String name, List<byte[]> secrets, IntFunction<byte[]> text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        byte[] letters = repeated("a", LARGE);
        byte[] tail = Arrays.copyOf(letters, LARGE);
        tail[LARGE - 1] = 'b';
        byte[] head = letters.clone();
        head[0] = 'b';
        List<byte[]> prefixes = IntStream.rangeClosed(1, 50)
                .mapToObj(i -> repeated("a", i * 1_000))
                .toList();
        List<byte[]> lines = List.of(repeated("abcdefgh\n", LARGE), repeated("bcdefgha\nbcdefghi\n", LARGE));
        byte[] fibonacci = fibonacci(LARGE);
        return Stream.of(
                new Case("one letter", List.of(letters), size -> repeated("a", size)),
                new Case("one letter, and another last", List.of(tail), size -> repeated("a", size)),
                new Case("one letter, and another first", List.of(head), size -> repeated("a", size)),
                new Case("near misses", List.of(letters), size -> repeated("a".repeat(1_000) + "b", size)),
                new Case("fifty of one letter", prefixes, size -> repeated("a", size)),
                new Case("fifty, near misses", prefixes, size -> repeated("a".repeat(40_000) + "%", size)),
                new Case("a Fibonacci word", List.of(fibonacci), size -> fibonacci(size)),
                new Case("lines", lines, size -> repeated("abcdefgh\r\n    ", size)),
                new Case("escapes only", prefixes, size -> repeated("%61", size)),
                new Case("broken escapes", prefixes, size -> repeated("%6\\u006'\\'+\\ud83d\\u", size)),
                new Case("all escapes", prefixes, size -> repeated("a%61\\u0061\\x61'\\''+a\\\\", size)),
                new Case("base64", prefixes, size -> repeated("YWFh", size)),
                new Case("hexadecimal digits", prefixes, size -> repeated("61", size)),
                new Case("spaced digits", prefixes, size -> repeated("61:61 ", size)),
                new Case("breaks only", List.of(repeated("a\nb", LARGE)), size -> repeated("\n", size)),
                new Case("words on lines", List.of(repeated("ab c ", LARGE)), size -> repeated("ab\n  c ", size)),
                new Case(
                        "words on lines, near misses",
                        List.of(repeated("ab c ", LARGE)),
                        size -> repeated("ab\n  c ".repeat(300) + "x", size)),
                new Case("many words", prefixes, size -> repeated("aaaaaaaa a\n a", size)),
                new Case("breaks between letters", prefixes, size -> repeated("a\n", size)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void growsWithTheTextAndNotWithTheSecrets(Case hostile) {
        Redactor redactor = redactor(hostile.secrets());

        long small = steps(redactor, hostile.text().apply(256 * 1024));
        long large = steps(redactor, hostile.text().apply(1024 * 1024));

        assertThat(large).isLessThan(MOST_STEPS * 1024L * 1024L);
        assertThat(large).isBetween(3 * small, 5 * small);
    }

    @Test
    void ordinaryTextIsLookedAtOnce() {
        Random random = new Random(1);
        List<byte[]> secrets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] secret = new byte[24];
            random.nextBytes(secret);
            secrets.add(Base64.getEncoder().encode(secret));
        }
        byte[] text = repeated(
                "2026-01-01T10:00:00.123Z INFO  [main] o.a.Service - request 42 took 12 ms, user=ada\n", 1 << 20);

        assertThat(steps(redactor(secrets), text)).isLessThan(2L << 20);
    }

    /** What may be a secret is held, and no more: gaps and escapes do not make it longer than so many times the secret. */
    @Test
    void holdsBackABoundedPartOfAText() {
        RedactedStream stream = redactor(List.of(repeated("a", LARGE))).stream();
        byte[] piece = repeated("a" + "\n".repeat(100), 16 * 1024);
        long given = 0;
        long taken = 0;
        for (int i = 0; i < 1_000; i++) {
            given += stream.write(piece, 0, piece.length).length;
            taken += piece.length;
            assertThat(taken - given).isLessThan(1_000);
        }
    }

    @Test
    void takesFiftySecretsOfTheLargestSizeInEveryForm() {
        Random random = new Random(2);
        List<byte[]> secrets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] secret = new byte[LARGE];
            random.nextBytes(secret);
            secrets.add(secret);
        }
        Redactor redactor = redactor(secrets);

        assertThat(redactor.redact("<" + Base64.getMimeEncoder().encodeToString(secrets.get(49)) + ">"))
                .matches("<\\*\\*\\*=*>");
    }

    private static long steps(Redactor redactor, byte[] text) {
        RedactedStream stream = redactor.stream();
        stream.write(text, 0, text.length);
        stream.finish();
        return stream.steps();
    }

    private static byte[] repeated(String unit, int size) {
        return Arrays.copyOf(unit.repeat(size / unit.length() + 1).getBytes(UTF_8), size);
    }

    /** Of all words it has the most squares: what confuses searches that begin again. */
    private static byte[] fibonacci(int size) {
        StringBuilder before = new StringBuilder("a");
        StringBuilder word = new StringBuilder("ab");
        while (word.length() < size) {
            String longer = word + before.toString();
            before = word;
            word = new StringBuilder(longer);
        }
        return word.substring(0, size).getBytes(UTF_8);
    }

    private static Redactor redactor(List<byte[]> secrets) {
        return Redactor.of(secrets.stream().map(SecretValue::copyOf).toList());
    }
}
