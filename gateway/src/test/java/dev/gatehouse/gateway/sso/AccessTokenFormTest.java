package dev.gatehouse.gateway.sso;

import static dev.gatehouse.gateway.sso.TokenForge.segment;
import static dev.gatehouse.gateway.sso.VerifierStage.RSA;
import static dev.gatehouse.gateway.sso.VerifierStage.claims;
import static dev.gatehouse.gateway.sso.VerifierStage.header;
import static dev.gatehouse.gateway.sso.VerifierStage.signed;
import static dev.gatehouse.gateway.sso.VerifierStage.withClaims;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The one spelling of a token, and what is none. */
class AccessTokenFormTest {
    private final VerifierStage stage = new VerifierStage();

    static Stream<Arguments> otherSpellings() {
        String good = signed(header(), claims());
        String[] parts = good.split("\\.", -1);
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("one segment", parts[0]),
                Arguments.of("two segments", parts[0] + "." + parts[1]),
                Arguments.of("without a signature", parts[0] + "." + parts[1] + "."),
                Arguments.of("four segments", good + "." + parts[2]),
                Arguments.of("five, as of an encrypted one", good + ".a.b"),
                Arguments.of("a leading dot", "." + good),
                Arguments.of("no claims", parts[0] + ".." + parts[2]),
                Arguments.of("padding", parts[0] + "=." + parts[1] + "." + parts[2]),
                Arguments.of("a space", good + " "),
                Arguments.of("a line break", parts[0] + ".\n" + parts[1] + "." + parts[2]),
                Arguments.of("standard base64", good + "+/"),
                Arguments.of("an illegal character in the signature", good.substring(0, good.length() - 1) + "!"),
                Arguments.of("a length that no bytes have", parts[0] + "." + parts[1] + "." + parts[2] + "aaa"),
                Arguments.of("spare bits in the signature", spareBits(good)),
                Arguments.of("header no JSON", segment("x") + "." + parts[1] + "." + parts[2]),
                Arguments.of("header a list", segment("[]") + "." + parts[1] + "." + parts[2]),
                Arguments.of("claims no object", raw(header().toString(), "\"x\"")),
                Arguments.of("claims no UTF-8", raw(header().toString().getBytes(StandardCharsets.UTF_8), new byte[] {
                    '{', '"', (byte) 0xFF, '"', ':', '1', '}'
                })),
                Arguments.of("something behind the claims", raw(header().toString(), claims() + "{}")),
                Arguments.of(
                        "a header's member twice",
                        raw(header().toString().replace("{", "{\"alg\":\"none\","), claims().toString())),
                Arguments.of(
                        "a claim twice",
                        raw(header().toString(), claims().toString().replace("{", "{\"oid\":\"root\","))),
                Arguments.of(
                        "a claim twice by an escape",
                        raw(header().toString(), claims().toString().replace("{", "{\"\\u006fid\":\"root\","))),
                Arguments.of(
                        "a member of a claim twice",
                        raw(
                                header().toString(),
                                claims().toString().replace("{", "{\"act\":{\"sub\":\"a\",\"sub\":\"b\"},"))),
                Arguments.of("deep claims", raw(header().toString(), deep())),
                Arguments.of("too long", withClaims(claims -> claims.put("x", "a".repeat(13_000)))));
    }

    private static String raw(String header, String claims) {
        return TokenForge.sign(header, claims, RSA.getPrivate(), SigningAlgorithm.RS256);
    }

    private static String raw(byte[] header, byte[] claims) {
        return segment(header) + "." + segment(claims) + "." + segment(new byte[256]);
    }

    private static String deep() {
        String whole = claims().toString();
        return whole.substring(0, whole.length() - 1) + ",\"x\":" + "[".repeat(20) + "]".repeat(20) + "}";
    }

    /** The same bytes in another text: the last character holds four bits that no byte needs. */
    private static String spareBits(String token) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherSpellings")
    void aTokenHasOneSpelling(String name, String token) {
        stage.refused(token, "token_malformed");
        assertThat(stage.asked()).isEmpty();
    }

    @Test
    void aTokenOfTheGreatestLengthIsOne() {
        int spare = 16_384 - signed(header(), claims()).length();
        String most = withClaims(claims -> claims.put("x", "a".repeat(spare * 3 / 4 - 20)));

        assertThat(most.length()).isBetween(16_300, 16_384);
        stage.accepted(most);
    }
}
