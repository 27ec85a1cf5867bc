package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.RenewAnswer;
import dev.gatehouse.worker.RenewRequest;
import dev.gatehouse.worker.RenewalSignature;
import dev.gatehouse.worker.SessionKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the worker in a session: registers, renews, and registers again when the gateway says that the session is over.
 * A gateway that does not answer ends nothing here, and neither does whoever answers in its place.
 */
final class SessionKeeper {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A signature costs more than anything else here: what begins within this time is acknowledged together. */
    private static final long APART = TimeUnit.SECONDS.toMillis(1);

    private static final long KEYS_LIVE = TimeUnit.MINUTES.toNanos(30);

    private final Registration registration;
    private final GatewayClient gateway;
    private final WorkerHome home;
    private final Supplier<List<Held>> held;
    private final Consumer<Session> onEnd;
    private final Consumer<List<Held>> onOver;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final Closing draining;
    private final Closing closing;
    private final WorkerLog log;
    /** Released when something new must be heard of at once, instead of at the next tick. */
    private final Semaphore nudge = new Semaphore(0);

    private @Nullable Session current;
    private @Nullable String refused;

    SessionKeeper(
            Registration registration,
            GatewayClient gateway,
            WorkerHome home,
            Supplier<List<Held>> held,
            Consumer<Session> onEnd,
            Consumer<List<Held>> onOver,
            RandomGenerator random,
            LongSupplier nanos,
            Closing draining,
            Closing closing,
            WorkerLog log) {
        this.registration = registration;
        this.gateway = gateway;
        this.home = home;
        this.held = held;
        this.onEnd = onEnd;
        this.onOver = onOver;
        this.random = random;
        this.nanos = nanos;
        this.draining = draining;
        this.closing = closing;
        this.log = log;
    }

    /** The session of now; waits for one. Nothing once the worker closes. */
    synchronized Optional<Session> await() {
        try {
            while (current == null && !closing.hasCome()) {
                wait(100);
            }
            return Optional.ofNullable(current);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The session of now, if there is one. */
    synchronized Optional<Session> current() {
        return Optional.ofNullable(current);
    }

    /** Why the gateway does not want this worker; absent as long as it does. */
    synchronized Optional<String> refused() {
        return Optional.ofNullable(refused);
    }

    /** Renews within a second: a credential was not good, or envelopes are to be acknowledged. */
    void renewSoon() {
        if (nudge.availablePermits() == 0) {
            nudge.release();
        }
    }

    /** Until the worker closes or is refused. */
    void run() {
        Backoff backoff = new Backoff(random, closing, Duration.ofSeconds(5));
        while (!closing.hasCome()) {
            switch (registration.register()) {
                case Answer.Ok<Session>(Session session) -> {
                    log.info("session registered", session.logKeys());
                    backoff.reset();
                    set(session);
                    keep(session);
                }
                case Answer.Refused<Session>(Refusal why) -> {
                    refuse(why.toString());
                    return;
                }
                case Answer.Away<Session>(String cause) -> {
                    log.warn("the gateway is away", Map.of("cause", cause));
                    backoff.pause();
                }
            }
        }
    }

    private void keep(Session session) {
        long counter = 0;
        long keysSince = nanos.getAsLong();
        while (!session.ended() && !closing.hasCome()) {
            pause(session.renewEvery());
            if (nanos.getAsLong() - keysSince > KEYS_LIVE) {
                // Before it is announced: the answer may be lost, and an envelope sealed to it arrive all the same.
                session.rotate(SessionKeys.generate());
                keysSince = nanos.getAsLong();
            }
            long asked = nanos.getAsLong();
            switch (renew(session, ++counter)) {
                case Answer.Ok<RenewAnswer>(RenewAnswer renewed) -> {
                    session.renewed(renewed.credential(), asked);
                    onOver.accept(renewed.over());
                    if (renewed.drain()) {
                        draining.come();
                    }
                }
                case Answer.Refused<RenewAnswer>(Refusal why) -> {
                    log.warn("renewal refused", Map.of("status", Integer.toString(why.status()), "code", why.code()));
                    if (why == Refusal.SESSION_KEY_TOO_OLD) {
                        keysSince = nanos.getAsLong() - KEYS_LIVE - 1;
                    } else if (why == Refusal.SESSION_ENDED) {
                        end(session);
                    }
                }
                case Answer.Away<RenewAnswer>(String cause) -> log.warn("the gateway is away", Map.of("cause", cause));
            }
        }
    }

    private Answer<RenewAnswer> renew(Session session, long counter) {
        String key = session.publicKey();
        String signature = RenewalSignature.make(home.identity(), session.id(), counter, key);
        return gateway.post(
                Protocol.RENEW,
                new RenewRequest(session.id(), counter, key, signature, held.get(), draining.hasCome()),
                RenewAnswer.class,
                session.credential(),
                PATIENCE);
    }

    private void end(Session session) {
        synchronized (this) {
            current = null;
        }
        if (session.end()) {
            log.warn("session ended by the gateway", session.logKeys());
            onEnd.accept(session);
        }
    }

    private void pause(Duration most) {
        try {
            if (!closing.await(Duration.ofMillis(Math.min(APART, most.toMillis())))
                    && nudge.tryAcquire(Math.max(0, most.toMillis() - APART), TimeUnit.MILLISECONDS)) {
                nudge.drainPermits();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closing.come();
        }
    }

    private synchronized void set(Session session) {
        current = session;
        notifyAll();
    }

    private synchronized void refuse(String why) {
        refused = why;
        closing.come();
        notifyAll();
    }
}
