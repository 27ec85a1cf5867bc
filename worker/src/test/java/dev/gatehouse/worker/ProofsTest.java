package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProofsTest {
    private static final byte[] SEED =
            HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    private final IdentityKeys identity = IdentityKeys.ofSeed(SEED);

    /** RFC 8032, section 7.1, test 1. */
    @Test
    void derivesAndSignsAsRfc8032() {
        assertThat(HexFormat.of().formatHex(Protocol.decode(identity.publicKey())))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(HexFormat.of().formatHex(Protocol.decode(identity.sign(new byte[0]))))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                                + "d25bf5f0595bbe24655141438e7a100b");
    }

    @Test
    void provesAJoinTokenOverBothKeys() {
        byte[] key = JoinProof.key("secret");
        String proof = JoinProof.make(key, "id", "identity", "session");

        assertThat(proof).isEqualTo("8sY7XDHM7yaSxWbuRM7raNiqKHT8K3bUA_Gt54ZsMsk");
        assertThat(JoinProof.holds(key, "id", "identity", "session", proof)).isTrue();
    }

    @Test
    void refusesAJoinProofOfAnythingElse() {
        byte[] key = JoinProof.key("secret");
        String proof = JoinProof.make(key, "id", "identity", "session");

        assertThat(JoinProof.holds(JoinProof.key("other"), "id", "identity", "session", proof))
                .isFalse();
        assertThat(JoinProof.holds(key, "id2", "identity", "session", proof)).isFalse();
        assertThat(JoinProof.holds(key, "id", "identity2", "session", proof)).isFalse();
        assertThat(JoinProof.holds(key, "id", "identity", "session2", proof)).isFalse();
        assertThat(JoinProof.holds(key, "id", "identity", "session", "not base64!"))
                .isFalse();
    }

    @Test
    void renewsASessionByItsIdentityKey() {
        String signature = RenewalSignature.make(identity, "s", 3, "key");

        assertThat(RenewalSignature.holds(identity.publicKey(), "s", 3, "key", signature))
                .isTrue();
    }

    @Test
    void refusesARenewalOfAnythingElse() {
        String signature = RenewalSignature.make(identity, "s", 3, "key");

        assertThat(RenewalSignature.holds(identity.publicKey(), "t", 3, "key", signature))
                .isFalse();
        assertThat(RenewalSignature.holds(identity.publicKey(), "s", 4, "key", signature))
                .isFalse();
        assertThat(RenewalSignature.holds(identity.publicKey(), "s", 3, "yek", signature))
                .isFalse();
        assertThat(RenewalSignature.holds("AAAA", "s", 3, "key", signature)).isFalse();
        assertThat(RenewalSignature.holds(identity.publicKey(), "s", 3, "key", "AAAA"))
                .isFalse();
    }

    @Test
    void registersWithASignatureOfTheKeyItNames() {
        String signature = RegistrationSignature.make(identity, 9, "session");

        assertThat(RegistrationSignature.holds(request(9, "session", signature)))
                .isTrue();
        assertThat(RegistrationSignature.holds(request(10, "session", signature)))
                .isFalse();
        assertThat(RegistrationSignature.holds(request(9, "other", signature))).isFalse();
    }

    /** One kind of signature can never stand for another: their members differ. */
    @Test
    void keepsRegistrationsAndRenewalsApart() {
        String renewal = RenewalSignature.make(identity, identity.publicKey(), 9, "session");

        assertThat(RegistrationSignature.holds(request(9, "session", renewal))).isFalse();
    }

    private RegisterRequest request(long counter, String session, String signature) {
        return new RegisterRequest(
                null, "w", identity.publicKey(), session, counter, signature, null, Protocol.ISOLATION_NONE);
    }
}
