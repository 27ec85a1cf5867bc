package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A group that the tokens of an identity provider name, written {@code idp:PROVIDER/NAME}. No row holds its members: they
 * are whose tokens say so. Its id follows from the provider's id and the name, and begins with four bytes that no other id
 * begins with. So it never equals a group that was provisioned, and a provider that is declared again is another one with
 * other groups.
 *
 * @param provider by its name
 * @param name as the tokens write it
 */
public record ClaimGroup(String provider, String name) {
    private static final String PREFIX = "idp:";

    /** {@code idpg}; ids of other things begin with the time. */
    private static final int TAG = 0x69647067;

    /** {@code idpp}, of whoever says so. */
    private static final int SOURCE_TAG = 0x69647070;

    private static final int LONGEST_NAME = 256;

    /** The group of that full name. */
    public static Optional<ClaimGroup> parse(String text) {
        int slash = text.indexOf('/');
        return text.startsWith(PREFIX) && slash > PREFIX.length() && isName(text.substring(slash + 1))
                ? Optional.of(new ClaimGroup(text.substring(PREFIX.length(), slash), text.substring(slash + 1)))
                : Optional.empty();
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST_NAME;
    }

    /** The id of the group of that name with the provider of that id. */
    public static UUID id(UUID provider, String name) {
        return tagged(TAG, provider, name);
    }

    /**
     * What stands beside the groups that a token names, and says whose word they are: that of the provider of that id, as
     * long as it is declared with that issuer.
     */
    public static UUID source(UUID provider, String issuer) {
        return tagged(SOURCE_TAG, provider, issuer);
    }

    /**
     * Those of a token's groups that count where these and no others may say who is in a group: all of them, for one token
     * is one provider's word, or none.
     */
    public static Set<UUID> standing(Set<UUID> claimed, Set<UUID> sources) {
        return claimed.stream().anyMatch(sources::contains) ? claimed : Set.of();
    }

    private static UUID tagged(int tag, UUID provider, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] hash = sha256(ByteBuffer.allocate(16 + text.length)
                .putLong(provider.getMostSignificantBits())
                .putLong(provider.getLeastSignificantBits())
                .put(text)
                .array());
        ByteBuffer bits = ByteBuffer.wrap(hash).putInt(0, tag);
        // A UUID of version 8 (RFC 9562, section 5.8).
        long most = (bits.getLong(0) & ~0xF000L) | 0x8000L;
        long least = (bits.getLong(8) & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(most, least);
    }

    /** The id of this group, where the provider of its name has that id. */
    public UUID id(UUID providerId) {
        return id(providerId, name);
    }

    /** Whether it is the id of such a group, whatever group that is. */
    public static boolean isOne(UUID id) {
        return isTagged(TAG, id);
    }

    private static boolean isTagged(int tag, UUID id) {
        return id.getMostSignificantBits() >>> 32 == tag && id.version() == 8;
    }

    /** Those of the groups that came with a token, and whose word they are. */
    public static Set<UUID> claimed(Set<UUID> groups) {
        return groups.stream()
                .filter(id -> isOne(id) || isTagged(SOURCE_TAG, id))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The subject, in addition in those of the groups that came with its token: no row has them. */
    public static Subject with(Set<UUID> groups, Subject subject) {
        return subject.alsoIn(claimed(groups));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return PREFIX + provider + "/" + name;
    }
}
