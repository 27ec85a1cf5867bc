package dev.gatehouse.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random values, in random forms, in random texts that come in random pieces. */
class RedactorPropertyTest {
    private static final List<String> LETTERS = List.of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
            "ab",
            "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ xyz",
            "\u00e9\u00fc\u00df\u5bc6\u7801xyz",
            "0123456789abcdef",
            "\\'\"%+n4u1");

    private final Random random = new Random(20260101);

    @Test
    void leavesNoTraceOfAValueAndAllOfTheRest() {
        for (int round = 0; round < 2_000; round++) {
            List<String> values = several(1 + random.nextInt(4), this::value);
            StringBuilder text = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int part = 0; part < 4; part++) {
                String other = "<" + several(random.nextInt(4), this::otherText) + ">";
                text.append(other).append(form(values.get(random.nextInt(values.size()))));
                expected.append(other).append("***");
            }
            text.append("<end>\n");
            expected.append("<end>\n");

            assertThat(inPieces(redactor(values), text.toString()))
                    .as("%s in %s", values, text)
                    .isEqualTo(expected.toString());
        }
    }

    @Test
    void doesWhatTheNaiveRedactorDoes() {
        for (int round = 0; round < 1_500; round++) {
            List<String> values =
                    several(1 + random.nextInt(3), random.nextInt(8) == 0 ? this::shortValue : this::value);
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(9); part >= 0; part--) {
                String form = form(values.get(random.nextInt(values.size())));
                int from = random.nextInt(3) == 0 ? random.nextInt(form.length()) : 0;
                int to = random.nextInt(3) == 0 ? from + random.nextInt(form.length() - from) : form.length();
                text.append(form, from, to).append(random.nextBoolean() ? otherText() : "");
            }
            text.append("<the end>");
            String expected = new NaiveRedactor(
                            values.stream().map(value -> value.getBytes(UTF_8)).toList())
                    .redact(text.toString());

            assertThat(redactor(values).redact(text.toString()))
                    .as("%s in %s", values, text)
                    .isEqualTo(expected);
            assertThat(inPieces(redactor(values), text.toString()))
                    .as("%s in pieces of %s", values, text)
                    .isEqualTo(expected);
        }
    }

    private String value() {
        String letters = LETTERS.get(random.nextInt(LETTERS.size()));
        String value = random(letters, 8 + random.nextInt(30)).strip();
        if (random.nextInt(5) == 0) {
            value += "\n" + random(letters, 8 + random.nextInt(10)).strip();
        }
        boolean isLong =
                Stream.of(value.split("\n")).allMatch(line -> line.strip().length() >= 8);
        return isLong && value.equals(value.strip()) ? value : value();
    }

    private String shortValue() {
        return random("ab\"\n", 1 + random.nextInt(7));
    }

    private String otherText() {
        return random.nextInt(3) == 0
                ? random("\\%+'\" \n=:-u0041x", random.nextInt(12))
                : random("the quick brown fox\n", random.nextInt(60));
    }

    private String form(String value) {
        byte[] bytes = value.getBytes(UTF_8);
        return switch (random.nextInt(17)) {
            case 0, 1 -> value;
            case 2 -> Base64.getEncoder().withoutPadding().encodeToString(bytes);
            case 3 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case 4 -> broken(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            case 5 -> URLEncoder.encode(value, UTF_8);
            case 6 -> URLEncoder.encode(value, UTF_8).replace("+", "%20");
            case 7 -> json(value);
            case 8 -> escaped(value);
            case 9 -> HexFormat.of().formatHex(bytes);
            case 10 ->
                HexFormat.ofDelimiter(random.nextBoolean() ? ":" : " ")
                        .withUpperCase()
                        .formatHex(bytes);
            case 11 -> "%" + HexFormat.ofDelimiter("%").formatHex(bytes);
            case 12 -> "\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes);
            case 13 -> value.replace("'", random.nextBoolean() ? "'\\''" : "'\"'\"'");
            case 14 -> ofCharacters(value, "\\x%02x", "\\u%04x", "\\U%08x");
            case 15 -> ofCharacters(value, "\\u{%x}", "\\u{%X}", "\\u{%06x}");
            default -> broken(value);
        };
    }

    private String broken(String text) {
        if (text.length() < 4) {
            return text;
        }
        int at = 2 + random.nextInt(text.length() - 2);
        boolean inEscape =
                text.charAt(at - 1) == '\r' || text.charAt(at) == '\n' || Character.isLowSurrogate(text.charAt(at));
        String indent = text.charAt(at) == ' ' ? "" : "   ";
        return inEscape
                ? text
                : text.substring(0, at) + (random.nextBoolean() ? "\n" : "\r\n" + indent) + text.substring(at);
    }

    private static String json(String value) {
        try {
            String quoted = JsonMapper.builder().build().writeValueAsString(value);
            return quoted.substring(1, quoted.length() - 1);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        value.chars().forEach(unit -> text.append("\\u").append(String.format("%04X", unit)));
        return text.toString();
    }

    /** As programming languages write characters beyond ASCII: those of Latin-1, of two bytes, and all others. */
    private static String ofCharacters(String value, String latin, String wide, String other) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(codePoint -> {
            if (codePoint < 0x7f && codePoint != '\\') {
                text.appendCodePoint(codePoint);
            } else {
                String format = codePoint <= 0xff ? latin : codePoint <= 0xffff ? wide : other;
                text.append(format.formatted(codePoint));
            }
        });
        return text.toString();
    }

    private String inPieces(Redactor redactor, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        RedactedStream stream = redactor.stream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length) {
            int size = Math.min(bytes.length - at, random.nextInt(random.nextBoolean() ? 4 : 50));
            out.writeBytes(stream.write(bytes, at, size));
            at += size;
        }
        out.writeBytes(stream.finish());
        return out.toString(UTF_8);
    }

    private String random(String letters, int length) {
        return IntStream.range(0, length)
                .mapToObj(
                        _ -> letters.substring(random.nextInt(letters.length())).substring(0, 1))
                .reduce("", String::concat);
    }

    private static <T> List<T> several(int count, Supplier<T> each) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(each.get());
        }
        return all;
    }

    private static Redactor redactor(List<String> values) {
        return Redactor.of(values.stream()
                .map(value -> SecretValue.copyOf(value.getBytes(UTF_8)))
                .toList());
    }
}
