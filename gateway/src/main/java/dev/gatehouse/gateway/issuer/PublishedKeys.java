package dev.gatehouse.gateway.issuer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;

/** The public halves of the keys that sign an issuer's tokens, as a JWK set (RFC 7517, section 5). */
public final class PublishedKeys {
    private static final int COORDINATE = 32;

    private final List<SigningKey> keys;

    PublishedKeys(List<SigningKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** The document, with nothing private in it. */
    public ObjectNode document() {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        ArrayNode all = set.putArray("keys");
        keys.forEach(key -> all.addObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("use", "sig")
                .put("alg", "ES256")
                .put("kid", key.keyId())
                .put("x", coordinate(key.publicKey().getW().getAffineX()))
                .put("y", coordinate(key.publicKey().getW().getAffineY())));
        return set;
    }

    /** As many bytes as the curve has, zeros in front included (RFC 7518, section 6.2.1.2). */
    private static String coordinate(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[COORDINATE];
        int length = Math.min(signed.length, COORDINATE);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
