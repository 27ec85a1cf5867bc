package dev.gatehouse.gateway.federation;

import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody whose keys are fetched as an identity provider's are, without being one: what is known of them is kept by an id
 * that follows from the tenant and all that says where they are.
 */
public final class RemoteKeys {
    /** What issuers of workloads' tokens sign with. */
    static final List<SigningAlgorithm> USUAL =
            List.of(SigningAlgorithm.RS256, SigningAlgorithm.ES256, SigningAlgorithm.ES384, SigningAlgorithm.EDDSA);

    private RemoteKeys() {}

    /** The keys at a fixed address. */
    public static IdentityProvider at(String tenant, String jwksUri, List<SigningAlgorithm> algorithms) {
        return of(tenant, jwksUri, "", Optional.of(jwksUri), algorithms);
    }

    static IdentityProvider of(
            String tenant,
            String issuer,
            String audience,
            Optional<String> jwksUri,
            List<SigningAlgorithm> algorithms) {
        return new IdentityProvider(
                tenant,
                id(tenant + "\n" + issuer + "\n" + jwksUri.orElse("")),
                issuer,
                1,
                issuer,
                audience,
                algorithms,
                jwksUri,
                "sub",
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** A UUID of version 8 (RFC 9562, section 5.8), which resources' ids are not. */
    private static UUID id(String text) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID((hash.getLong(0) & ~0xF000L) | 0x8000L, (hash.getLong(8) & ~(0b11L << 62)) | (0b10L << 62));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
