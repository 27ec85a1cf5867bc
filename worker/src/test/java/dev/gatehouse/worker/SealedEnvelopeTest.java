package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.observability.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealedEnvelopeTest {
    private static final ExecutionId EXECUTION =
            new ExecutionId(UUID.fromString("019a0000-0000-7000-8000-000000000001"));
    private static final UUID WORKER = UUID.fromString("019a0000-0000-7000-8000-000000000002");

    private final SessionKeys session = SessionKeys.generate();

    @Test
    void opensForTheContextItWasSealedFor() {
        byte[] sealed = sealed(context("demo", 1, 7, WORKER));

        Map<String, SecretValue> opened = SealedEnvelope.open(session, context("demo", 1, 7, WORKER), sealed);

        assertThat(opened).containsOnlyKeys("db", "key");
        assertThat(text(opened.get("db"))).isEqualTo("correct horse battery");
        assertThat(opened.get("key").expose(byte[]::clone)).containsExactly(0, -1, 127);
    }

    @Test
    void refusesEveryOtherContext() {
        byte[] sealed = sealed(context("demo", 1, 7, WORKER));

        refuses(context("other", 1, 7, WORKER), sealed);
        refuses(context("demo", 2, 7, WORKER), sealed);
        refuses(context("demo", 1, 8, WORKER), sealed);
        refuses(context("demo", 1, 7, EXECUTION.value()), sealed);
        refuses(new EnvelopeContext("demo", new ExecutionId(WORKER), 1, 7, WORKER), sealed);
    }

    @Test
    void refusesAnotherKey() {
        byte[] sealed = sealed(context("demo", 1, 7, WORKER));

        assertThatThrownBy(() -> SealedEnvelope.open(SessionKeys.generate(), context("demo", 1, 7, WORKER), sealed))
                .isInstanceOf(EnvelopeRefused.class)
                .hasNoCause();
    }

    @Test
    void refusesEveryChangedByte() {
        byte[] sealed = sealed(context("demo", 1, 7, WORKER));

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            refuses(context("demo", 1, 7, WORKER), changed);
        }
    }

    @Test
    void bindsTheJcsArrayOfTheContextAsStrings() {
        assertThat(new String(context("demo", 1, 7, WORKER).info(), StandardCharsets.UTF_8))
                .isEqualTo("[\"demo\",\"019a0000-0000-7000-8000-000000000001\",\"1\",\"7\","
                        + "\"019a0000-0000-7000-8000-000000000002\"]");
    }

    @Test
    void holdsTheJcsObjectOfNamesAndBase64() {
        byte[] content = EnvelopeContent.write(Map.of(
                "b", SecretValue.copyOf(new byte[] {(byte) 0xfb, (byte) 0xff}),
                "a\"\u20ac", SecretValue.copyOf("x".getBytes(StandardCharsets.UTF_8))));

        assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo("{\"a\\\"\u20ac\":\"eA\",\"b\":\"-_8\"}");
        assertThat(new String(EnvelopeContent.write(Map.of()), StandardCharsets.UTF_8))
                .isEqualTo("{}");
    }

    /** Sealed by another implementation of RFC 9180 from the JDK's own X25519, HMAC and AES-GCM. */
    @Test
    void opensWhatAPlainRfc9180SenderSealedToRawKeys() {
        SessionKeys receiver = SessionKeys.ofPrivate(
                HexFormat.of().parseHex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));
        EnvelopeContext context = context("demo", 1, 7, WORKER);

        byte[] sealed = Rfc9180Sender.seal(
                Protocol.decode(receiver.publicKey()),
                context.info(),
                "{\"db\":\"Y29ycmVjdA\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(text(SealedEnvelope.open(receiver, context, sealed).get("db")))
                .isEqualTo("correct");
        assertThat(sealed.length).isEqualTo(19 + 48);
    }

    /** RFC 9180, appendix A.1.1: the recipient's key pair. */
    @Test
    void derivesTheRawPublicKeyOfTheRfc() {
        SessionKeys receiver = SessionKeys.ofPrivate(
                HexFormat.of().parseHex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));

        assertThat(HexFormat.of().formatHex(Protocol.decode(receiver.publicKey())))
                .isEqualTo("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
    }

    @Test
    void cannotBeSealedToWhatIsNoKey() {
        assertThatThrownBy(() -> SealedEnvelope.seal(new byte[31], context("demo", 1, 7, WORKER), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lendsNoValueThatWasClosed() {
        SecretValue value = SecretValue.copyOf(new byte[] {1});
        value.close();

        assertThatThrownBy(() -> value.expose(byte[]::clone)).isInstanceOf(IllegalStateException.class);
        assertThat(value).hasToString("SecretValue[redacted]");
    }

    private byte[] sealed(EnvelopeContext context) {
        return SealedEnvelope.seal(
                session.rawPublic(),
                context,
                Map.of(
                        "db", SecretValue.copyOf("correct horse battery".getBytes(StandardCharsets.UTF_8)),
                        "key", SecretValue.copyOf(new byte[] {0, -1, 127})));
    }

    private void refuses(EnvelopeContext context, byte[] sealed) {
        assertThatThrownBy(() -> SealedEnvelope.open(session, context, sealed)).isInstanceOf(EnvelopeRefused.class);
    }

    private static EnvelopeContext context(String tenant, int attempt, long fence, UUID worker) {
        return new EnvelopeContext(tenant, EXECUTION, attempt, fence, worker);
    }

    private static String text(SecretValue value) {
        return value.expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
