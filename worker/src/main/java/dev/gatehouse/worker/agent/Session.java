package dev.gatehouse.worker.agent;

import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.EnvelopeRefused;
import dev.gatehouse.worker.RegisterAnswer;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.SessionKeys;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A session with the gateway, as the worker holds it: its credential and its key pair, both replaced from time to time.
 * Thread-safe.
 */
final class Session {
    private final RegisterAnswer registered;
    private SessionKeys keys;
    /** The pair before, for an envelope that was sealed just before the new one was announced. */
    private Optional<SessionKeys> before = Optional.empty();

    private String credential;
    /** When, on this machine's own clock, the latest request was sent that gave the session its time to live. */
    private long renewedAt;

    private boolean ended;

    /** One that was asked for at that nanosecond of the worker's own clock, before the registration was sent. */
    Session(RegisterAnswer registered, SessionKeys keys, long askedAt) {
        this.registered = registered;
        this.keys = keys;
        this.credential = registered.credential();
        this.renewedAt = askedAt;
    }

    String id() {
        return registered.session();
    }

    String worker() {
        return registered.worker();
    }

    Duration renewEvery() {
        return Duration.ofMillis(registered.renewMillis());
    }

    synchronized Optional<String> credential() {
        return Optional.of(credential);
    }

    /** The key that renewals announce. */
    synchronized String publicKey() {
        return keys.publicKey();
    }

    synchronized void renewed(String nextCredential, long askedAt) {
        credential = nextCredential;
        renewedAt = askedAt;
    }

    /**
     * Whether the gateway may take the worker for lost by now. It counts from its receipt of a renewal, and this from
     * before the renewal was sent, so this is never the later one, whatever clocks on the wall say.
     */
    synchronized boolean overdue(long now) {
        return now - renewedAt >= TimeUnit.MILLISECONDS.toNanos(registered.sessionTtlMillis());
    }

    /** Takes another pair, to be announced by the next renewal; the pair of now still opens what it was used for. */
    synchronized void rotate(SessionKeys next) {
        before = Optional.of(keys);
        keys = next;
    }

    /** Ends it here; true for the one who ended it. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    synchronized boolean ended() {
        return ended;
    }

    Map<String, SecretValue> open(EnvelopeContext context, byte[] envelope) {
        SessionKeys current;
        Optional<SessionKeys> earlier;
        synchronized (this) {
            current = keys;
            earlier = before;
        }
        try {
            return SealedEnvelope.open(current, context, envelope);
        } catch (EnvelopeRefused refused) {
            if (earlier.isEmpty()) {
                throw refused;
            }
            return SealedEnvelope.open(earlier.get(), context, envelope);
        }
    }

    Map<String, String> logKeys() {
        return Map.of(LogKeys.TENANT, registered.tenant(), LogKeys.WORKER, registered.worker(), LogKeys.SESSION, id());
    }
}
