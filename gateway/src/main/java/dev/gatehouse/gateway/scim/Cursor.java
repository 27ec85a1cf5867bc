package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.scim.directory.Start;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Where the next page of one query begins, as a text that clients give back (RFC 9865). It is kept nowhere, so it never
 * expires. Whoever changes one changes where their own page begins and nothing else: what a page may show is asked for each.
 *
 * @param query what the pages are of; a cursor of another query is none
 */
record Cursor(String query) {
    private static final int DIGEST = 8;
    private static final byte AT = 0;
    private static final byte AFTER = 1;
    private static final int AT_LENGTH = 1 + DIGEST + Long.BYTES;
    private static final int AFTER_LENGTH = AT_LENGTH + 2 * Long.BYTES;

    String text(Start start) {
        ByteBuffer bytes = switch (start) {
            case Start.At(long offset) ->
                ByteBuffer.allocate(AT_LENGTH).put(AT).put(digest()).putLong(offset);
            case Start.After(UUID id, long total) ->
                ByteBuffer.allocate(AFTER_LENGTH)
                        .put(AFTER)
                        .put(digest())
                        .putLong(total)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits());
        };
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Where the page of a cursor begins.
     *
     * @throws ScimFailure when it is no cursor of this query
     */
    Start start(String text) {
        ByteBuffer bytes = bytes(text);
        boolean after = bytes.remaining() == AFTER_LENGTH && bytes.get(0) == AFTER;
        boolean at = bytes.remaining() == AT_LENGTH && bytes.get(0) == AT;
        if (!(after || at) || !bytes.slice(1, DIGEST).equals(ByteBuffer.wrap(digest(), 0, DIGEST))) {
            throw invalid();
        }
        long number = bytes.position(1 + DIGEST).getLong();
        if (number < 0) {
            throw invalid();
        }
        return after ? new Start.After(new UUID(bytes.getLong(), bytes.getLong()), number) : new Start.At(number);
    }

    private static ByteBuffer bytes(String text) {
        try {
            return ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            throw invalid();
        }
    }

    private byte[] digest() {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ScimFailure invalid() {
        return ScimFailure.of(
                ErrorType.INVALID_CURSOR, "This is no cursor of this query; an empty one is its first page's.");
    }
}
