package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/** An identity provider on loopback that signs access tokens with each algorithm as fast as they are wanted. */
final class SigningProvider implements AutoCloseable {
    /** An algorithm, and how Java calls its keys and its signatures. */
    enum Algorithm {
        RS256("RSA", "SHA256withRSA"),
        PS256("RSA", "RSASSA-PSS"),
        ES256("EC", "SHA256withECDSAinP1363Format"),
        EDDSA("Ed25519", "Ed25519");

        private final String keys;
        private final String signatures;

        Algorithm(String keys, String signatures) {
            this.keys = keys;
            this.signatures = signatures;
        }

        String alg() {
            return this == EDDSA ? "EdDSA" : name();
        }
    }

    private final HttpServer server;
    private final Map<Algorithm, KeyPair> pairs = new EnumMap<>(Algorithm.class);

    SigningProvider() throws IOException, GeneralSecurityException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        ArrayNode keys = Json.object().putArray("keys");
        for (Algorithm algorithm : Algorithm.values()) {
            var generator = KeyPairGenerator.getInstance(algorithm.keys);
            if (!algorithm.keys.equals("Ed25519")) {
                generator.initialize(algorithm.keys.equals("RSA") ? 2048 : 256);
            }
            pairs.put(algorithm, generator.generateKeyPair());
            keys.add(jwk(algorithm));
        }
        answer("/keys", Json.object().set("keys", keys));
        answer(
                "/.well-known/openid-configuration",
                Json.object().put("issuer", issuer()).put("jwks_uri", issuer() + "/keys"));
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A new access token for the person, good for an hour. */
    String token(Algorithm algorithm, String person) {
        long now = Instant.now().getEpochSecond();
        ObjectNode header =
                Json.object().put("alg", algorithm.alg()).put("typ", "at+jwt").put("kid", algorithm.alg());
        ObjectNode claims = Json.object()
                .put("iss", issuer())
                .put("aud", "gatehouse")
                .put("sub", person)
                .put("client_id", "bench")
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 3_600);
        String signed = base64(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.toString().getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64(signature(algorithm, signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] signature(Algorithm algorithm, byte[] signed) {
        try {
            var signature = Signature.getInstance(algorithm.signatures);
            if (algorithm == Algorithm.PS256) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(pairs.get(algorithm).getPrivate());
            signature.update(signed);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private ObjectNode jwk(Algorithm algorithm) {
        ObjectNode jwk = Json.object()
                .put("kid", algorithm.alg())
                .put("alg", algorithm.alg())
                .put("use", "sig");
        return switch (pairs.get(algorithm).getPublic()) {
            case RSAPublicKey key ->
                jwk.put("kty", "RSA")
                        .put("n", number(key.getModulus(), 256))
                        .put("e", number(key.getPublicExponent(), 3));
            case ECPublicKey key ->
                jwk.put("kty", "EC")
                        .put("crv", "P-256")
                        .put("x", number(key.getW().getAffineX(), 32))
                        .put("y", number(key.getW().getAffineY(), 32));
            case EdECPublicKey key -> {
                byte[] encoded = key.getEncoded();
                byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
                yield jwk.put("kty", "OKP").put("crv", "Ed25519").put("x", base64(raw));
            }
            default -> throw new IllegalStateException("a key of another kind");
        };
    }

    /** Unsigned, in that many bytes. */
    private static String number(BigInteger number, int length) {
        byte[] all = new byte[length];
        byte[] bytes = number.toByteArray();
        int used = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - used, all, length - used, used);
        return base64(all);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void answer(String path, ObjectNode document) {
        byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
