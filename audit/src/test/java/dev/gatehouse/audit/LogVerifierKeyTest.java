package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogVerifierKeyTest {
    /** The example of the signed-note specification's Go implementation (golang.org/x/mod/sumdb/note). */
    private static final String PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String PETERS_NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    @Test
    void aKnownKeyIsReadAndVerifiesItsKnownNote() {
        LogVerifierKey key = LogVerifierKey.parse(PETER);
        int blank = PETERS_NOTE.indexOf("\n\n— PeterNeumann ");
        String text = PETERS_NOTE.substring(0, blank + 1);
        byte[] signature = Base64.getDecoder()
                .decode(PETERS_NOTE
                        .substring(blank + "\n\n— PeterNeumann ".length())
                        .strip());

        assertThat(key).hasToString(PETER);
        assertThat(key.origin()).isEqualTo("PeterNeumann");
        assertThat(Arrays.copyOf(signature, 4)).isEqualTo(key.id());
        assertThat(key.verifies(CanonicalJson.utf8(text), Arrays.copyOfRange(signature, 4, signature.length)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PeterNeumann",
                "PeterNeumann+c74f20a3",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc",
                "PeterNeumann+c74f20a3+!!!!",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void anythingElseIsNoKey(String line) {
        assertThatThrownBy(() -> LogVerifierKey.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileOfKeysHasALineForEachTenant() {
        LogKey key = SeededLogKey.wellKnown();
        LogVerifierKey demo = LogVerifierKey.of("i/demo", key);
        LogVerifierKey system = LogVerifierKey.of("i/system", key);

        assertThat(LogVerifierKey.parseAll(demo + "\n" + system + "\n")).containsExactly(demo, system);
    }
}
