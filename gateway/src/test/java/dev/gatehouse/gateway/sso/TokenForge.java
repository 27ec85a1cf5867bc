package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Makes keys and tokens byte by byte, good ones and such as no library would make. */
public final class TokenForge {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    private TokenForge() {}

    /** A key pair for the algorithm, the same each time: making one takes long. */
    public static KeyPair pair(SigningAlgorithm algorithm) {
        return PAIRS.computeIfAbsent(algorithm.keyForm(), _ -> fresh(algorithm));
    }

    /** Another one. */
    public static KeyPair fresh(SigningAlgorithm algorithm) {
        try {
            return switch (algorithm.keyForm()) {
                case "RSA" -> rsa(2_048, 65_537);
                case "Ed25519" -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                default -> {
                    var generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(
                            new ECGenParameterSpec("secp" + algorithm.keyForm().substring(2) + "r1"));
                    yield generator.generateKeyPair();
                }
            };
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static KeyPair rsa(int bits, long exponent) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent)));
        return generator.generateKeyPair();
    }

    /** The public key as an issuer publishes it. */
    public static ObjectNode jwk(String id, PublicKey key) {
        try {
            ObjectNode jwk = JSON.valueToTree(
                    PublicJsonWebKey.Factory.newPublicJwk(key).toParams(OutputControlLevel.PUBLIC_ONLY));
            return jwk.put("kid", id);
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A token of exactly these texts. */
    public static String sign(String header, String claims, PrivateKey key, SigningAlgorithm algorithm) {
        String input = segment(header) + "." + segment(claims);
        try {
            Signature signature = signature(algorithm);
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + segment(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Signature signature(SigningAlgorithm algorithm) throws GeneralSecurityException {
        String digits = algorithm.name().substring(2);
        return switch (algorithm) {
            case RS256, RS384, RS512 -> Signature.getInstance("SHA" + digits + "withRSA");
            case ES256, ES384, ES512 -> Signature.getInstance("SHA" + digits + "withECDSAinP1363Format");
            case EDDSA -> Signature.getInstance("Ed25519");
            case PS256, PS384, PS512 -> {
                var signature = Signature.getInstance("RSASSA-PSS");
                String hash = "SHA-" + digits;
                signature.setParameter(new PSSParameterSpec(
                        hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(digits) / 8, 1));
                yield signature;
            }
        };
    }

    static String segment(String text) {
        return segment(text.getBytes(StandardCharsets.UTF_8));
    }

    static String segment(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
