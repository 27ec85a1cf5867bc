package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.issuer.KeyRing.Times;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import dev.gatehouse.gateway.sso.TokenSignatures;
import dev.gatehouse.gateway.sso.TokenSignatures.Signature;
import dev.gatehouse.gateway.sso.TokenText;
import dev.gatehouse.gateway.sso.VerificationKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys that sign one issuer's tokens, the same on every gateway: read again every minute, and at once when a token names
 * one that is not known. Whoever finds that the youngest has lived its life makes the next. Thread-safe.
 */
final class SigningKeys {
    /** Longer than gateways and readers of the published keys take to hear of a new one. */
    private static final Duration AHEAD = Duration.ofMinutes(15);

    /** Longer than any token lives. */
    private static final Duration OVERLAP = Duration.ofHours(2);

    private static final Duration FLOOR = Duration.ofSeconds(1);

    private final KeyPurpose purpose;
    private final Transactions transactions;
    private final SigningKeyRows rows;
    private final InstantSource clock;
    private final Times times;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile KeyRing ring = KeyRing.of(List.of(), new Times(AHEAD, AHEAD, OVERLAP));
    private volatile Instant readAt = Instant.EPOCH;

    SigningKeys(
            KeyPurpose purpose, Transactions transactions, SigningKeyRows rows, InstantSource clock, Duration keyLife) {
        this.purpose = purpose;
        this.transactions = transactions;
        this.rows = rows;
        this.clock = clock;
        this.times = new Times(AHEAD, keyLife, OVERLAP);
    }

    /** The key that signs now. */
    SigningKey signer() {
        return ring.signer().orElseThrow(() -> new IllegalStateException("the start reads or makes a key"));
    }

    List<SigningKey> published() {
        return ring.published();
    }

    /** The published key of that id. */
    private Optional<SigningKey> find(String keyId) {
        Optional<SigningKey> known = known(keyId);
        if (known.isEmpty() && !clock.instant().isBefore(readAt.plus(FLOOR))) {
            refreshOnce();
            return known(keyId);
        }
        return known;
    }

    /** Whether a key of this issuer that counts still signed the token. */
    Signature check(TokenText token) {
        Map<String, VerificationKey> named = find(token.header().path("kid").asText())
                .map(key -> Map.of(
                        key.keyId(),
                        new VerificationKey(key.publicKey(), "P-256", Optional.of(SigningAlgorithm.ES256))))
                .orElseGet(Map::of);
        return TokenSignatures.check(named, List.of(SigningAlgorithm.ES256), token);
    }

    private Optional<SigningKey> known(String keyId) {
        return ring.published().stream()
                .filter(key -> key.keyId().equals(keyId))
                .findFirst();
    }

    /** However many invented keys come, one reads. */
    private void refreshOnce() {
        if (reading.tryLock()) {
            try {
                refresh();
            } finally {
                reading.unlock();
            }
        }
    }

    void refresh() {
        Instant asked = clock.instant();
        KeyRing read = transactions.run(connection -> KeyRing.of(rows.all(connection, purpose), times));
        if (read.wantsNext() || !read.over().isEmpty()) {
            read = transactions.run(this::turned);
        }
        ring = read;
        readAt = asked;
    }

    /** Under the lock it is looked at again: another gateway may have been first. */
    private KeyRing turned(Connection connection) throws SQLException {
        rows.lock(connection);
        KeyRing current = KeyRing.of(rows.all(connection, purpose), times);
        rows.retire(connection, purpose, current.over());
        if (current.wantsNext()) {
            rows.make(connection, purpose);
        }
        return KeyRing.of(rows.all(connection, purpose), times);
    }
}
