package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    private static final long SEED = 20261127;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES = List.of("", "a", "b", "é", "€", "\ud83d\ude00", "\ufb33", "\r", "1", "<");

    @Test
    void membersAreSortedByTheirUtf16CodeUnits() {
        var members = NAMES.stream().collect(Collectors.toMap(name -> name, _ -> 1));

        assertThat(CanonicalJson.text(members))
                .isEqualTo(
                        "{\"\":1,\"\\r\":1,\"1\":1,\"<\":1,\"a\":1,\"b\":1,\"é\":1,\"€\":1,\"\ud83d\ude00\":1,\"\ufb33\":1}");
    }

    @Test
    void stringsEscapeWhatTheyMustAndNothingElse() {
        assertThat(CanonicalJson.text("€$\u000f\nA'B\"\\\\\"/\b\t\f\u007f\u2028"))
                .isEqualTo("\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\u007f\u2028\"");
    }

    @Test
    void numbersAreDoublesAsEcmascriptWritesThem() {
        assertThat(CanonicalJson.text(List.<Object>of(
                        0,
                        -0.0,
                        1.0,
                        1e21,
                        1e-7,
                        Double.parseDouble("333333333.33333329"),
                        Long.MIN_VALUE,
                        9_007_199_254_740_993L,
                        new BigDecimal("4.50"),
                        new BigInteger("123456789012345678901234567890"),
                        0.1f,
                        true)))
                .isEqualTo("[0,0,1,1e+21,1e-7,333333333.3333333,-9223372036854776000,9007199254740992,4.5,"
                        + "1.2345678901234568e+29,0.1,true]");
    }

    @Test
    void nothingIsNull() throws IOException {
        assertThat(CanonicalJson.text(JSON.readTree("{\"a\":[null]}"))).isEqualTo("{\"a\":[null]}");
    }

    @Test
    void whatHasNoCanonicalFormIsRefused() {
        for (Object value : List.of("\ud800", "\udc00\ud800", "x\ud83d", Double.NaN, new BigDecimal("1e400"))) {
            assertThatThrownBy(() -> CanonicalJson.text(List.of(value)))
                    .as(value.toString())
                    .isInstanceOf(AuditException.Unencodable.class);
        }
    }

    @Test
    void writesWhatTheReferenceImplementationMakesOfTheSameValue() throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < 2_000; i++) {
            Object value = object(random, 3);
            String text = JSON.writeValueAsString(value);

            assertThat(new String(CanonicalJson.encode(value), StandardCharsets.UTF_8))
                    .as(text)
                    .isEqualTo(new JsonCanonicalizer(text).getEncodedString());
            assertThat(CanonicalJson.text(JSON.readTree(text))).isEqualTo(CanonicalJson.text(value));
        }
    }

    private static Map<String, Object> object(RandomGenerator random, int depth) {
        return Stream.generate(() -> text(random))
                .limit(random.nextInt(5))
                .distinct()
                .collect(Collectors.toMap(name -> name, _ -> value(random, depth)));
    }

    private static Object value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> random.nextDouble() * Math.pow(10, random.nextInt(-30, 30));
            case 3 -> random.nextBoolean();
            case 4 -> text(random);
            case 5 ->
                Stream.generate(() -> value(random, depth - 1))
                        .limit(random.nextInt(4))
                        .toList();
            default -> object(random, depth - 1);
        };
    }

    private static String text(RandomGenerator random) {
        return random.ints(random.nextInt(6), 0, 0x1_1000)
                .map(each -> each < 0x800 ? each : 0x1_f600 + each % 64)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
