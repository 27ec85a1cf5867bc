package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.ClaimAnswer;
import dev.gatehouse.worker.Connector;
import dev.gatehouse.worker.ControlAnswer;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.TrustedCa;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A worker at work: claims while it has free slots, runs what it may start, obeys control, and reports. Four loops (the
 * session, its time, claims, control) and one virtual thread an attempt.
 *
 * <p>A gateway that is away stops nothing that runs, but for what it may give to another worker by then.
 */
final class Agent implements AutoCloseable {
    private static final Duration TERM_GRACE = Duration.ofSeconds(10);
    private static final Duration LAST_REPORTS = Duration.ofSeconds(5);
    private static final Duration LAST_STEP = Duration.ofSeconds(2);
    private static final Duration FIRST_SLOT = Duration.ofMillis(500);
    private static final Duration MORE_SLOTS = Duration.ofMillis(20);
    private static final Duration LEASE_TICK = Duration.ofMillis(250);

    private final WorkerSettings settings;
    private final WorkerHome home;
    private final GatewayClient gateway;
    private final ReportSpool spool;
    private final SessionKeeper keeper;
    private final Door door;
    private final Delivery delivery;
    private final Starts starts;
    private final Attempt attempt;
    private final Traces traces;
    private final WorkerMeters meters;
    private final RandomGenerator random;
    private final WorkerLog log;
    private final RunningAttempts running = new RunningAttempts();
    private final Semaphore slots;
    /** No new work. */
    private final Closing draining = new Closing();
    /** Nothing at all any more. */
    private final Closing closed = Closing.after(draining);

    private final List<Thread> loops = new ArrayList<>();
    private final Thread claiming = Thread.ofPlatform().name("claims").unstarted(this::claims);

    Agent(
            WorkerSettings settings,
            WorkerHome home,
            Connector connector,
            OpenTelemetry telemetry,
            RandomGenerator random,
            WorkerLog log)
            throws IOException {
        this.settings = settings;
        this.home = home;
        this.random = random;
        this.log = log;
        this.gateway = new GatewayClient(settings.url(), TrustedCa.context(settings.caFile()));
        this.spool = new ReportSpool(home.path().resolve("spool"), 2 * settings.slots(), log);
        this.traces = new Traces(telemetry);
        this.meters = new WorkerMeters(
                telemetry, () -> running.held().size(), () -> spool.held().size(), gateway::awaySeconds);
        this.slots = new Semaphore(settings.slots());
        Registration registration = new Registration(gateway, home, settings, connector.isolation(), System::nanoTime);
        this.keeper = new SessionKeeper(
                registration,
                gateway,
                home,
                this::held,
                running::kill,
                running::kill,
                random,
                System::nanoTime,
                draining,
                closed,
                log);
        this.door = new Door(gateway, keeper);
        this.delivery = new Delivery(door, keeper, spool, traces, random, closed, log);
        this.starts = new Starts(door);
        this.attempt = new Attempt(
                door, connector, running, spool, delivery, keeper, traces, meters, random, draining, closed, log);
    }

    /** Begins; returns at once. */
    void start() throws IOException {
        for (Spooled left : spool.load()) {
            Thread.ofVirtual().name("report").start(() -> delivery.report(left));
        }
        loops.add(Thread.ofPlatform().name("session").start(keeper::run));
        loops.add(Thread.ofPlatform().name("control").start(this::control));
        loops.add(Thread.ofPlatform().name("leases").start(this::leases));
        loops.add(claiming);
        claiming.start();
    }

    /** Waits until the worker is to end: it was closed, drained or refused; why it was refused. */
    Optional<String> await() {
        while (!draining.await(Duration.ofHours(1))) {
            // Only the end is waited for.
        }
        return keeper.refused();
    }

    private List<Held> held() {
        List<Held> all = new ArrayList<>(running.held());
        spool.held().stream().filter(one -> !all.contains(one)).forEach(all::add);
        return all;
    }

    private void claims() {
        Backoff backoff = new Backoff(random, draining, Duration.ofSeconds(5));
        while (!draining.hasCome() && !closed.hasCome()) {
            int free = freeSlots();
            if (free == 0) {
                continue;
            }
            Optional<Session> session = keeper.await();
            if (session.isEmpty() || spool.full()) {
                slots.release(free);
                backoff.pause();
                continue;
            }
            switch (door.claim(session.get(), free)) {
                case Answer.Ok<ClaimAnswer>(ClaimAnswer answer) -> {
                    backoff.reset();
                    slots.release(free - Math.min(free, answer.claims().size()));
                    begin(session.get(), answer.claims());
                }
                case Answer.Refused<ClaimAnswer>(Refusal why) -> {
                    slots.release(free);
                    log.warn("claim refused", Map.of("code", why.code()));
                    backoff.pause();
                }
                case Answer.Away<ClaimAnswer> _ -> {
                    slots.release(free);
                    backoff.pause();
                }
            }
        }
    }

    /**
     * Takes all free slots, waiting a moment for the first, and for more where most of the others are at work: what is
     * claimed together is started and reported together. One loop claims, so nobody else wants them.
     */
    private int freeSlots() {
        int free = 0;
        try {
            long end = System.nanoTime() + FIRST_SLOT.toNanos();
            while (free < Math.max(1, settings.slots() / 2)
                    && slots.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                end = free == 0 ? System.nanoTime() + MORE_SLOTS.toNanos() : end;
                free += 1 + slots.drainPermits();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return free;
    }

    private void begin(Session session, List<Claim> claims) {
        if (claims.isEmpty()) {
            return;
        }
        Span claimed = traces.claimed(claims);
        claimed.end();
        claims.forEach(claim -> running.expect(new Held(claim.execution(), claim.fence())));
        Thread.ofVirtual().name("starts").start(() -> begin(session, claims, claimed));
    }

    /** Everything that was claimed has a slot, which its attempt gives back. */
    private void begin(Session session, List<Claim> claims, Span claimed) {
        List<Starts.Told> told = draining.hasCome() ? Starts.nothing(claims) : starts.of(session, claims);
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            Starts.Told answer = told.get(i);
            Thread.ofVirtual().name("attempt").start(() -> {
                try {
                    attempt.run(session, claim, claimed, answer);
                } finally {
                    slots.release();
                }
            });
        }
    }

    /** A worker that was paused looks as soon as it goes on. */
    private void leases() {
        while (!closed.await(LEASE_TICK)) {
            running.killOverdue(System.nanoTime());
        }
    }

    private void control() {
        Backoff backoff = new Backoff(random, closed, Duration.ofSeconds(5));
        while (!closed.hasCome()) {
            Optional<Session> session = keeper.await();
            if (session.isEmpty()) {
                return;
            }
            switch (door.control(session.get())) {
                case Answer.Ok<ControlAnswer>(ControlAnswer answer) -> {
                    backoff.reset();
                    answer.stops().forEach(running::stop);
                    // What was told is told again until its end is reported: do not ask for it in a tight circle.
                    if (!answer.stops().isEmpty()) {
                        closed.await(Duration.ofMillis(250));
                    }
                }
                case Answer.Refused<ControlAnswer> _ -> backoff.pause();
                case Answer.Away<ControlAnswer> _ -> backoff.pause();
            }
        }
    }

    /**
     * Takes nothing new, lets what runs end for a while, ends it otherwise, brings the last reports away, and leaves: what
     * was claimed and not begun goes back at once.
     */
    @Override
    public void close() throws IOException {
        draining.come();
        home.notReady();
        claiming.interrupt();
        keeper.renewSoon();
        until(settings.drain(), running::isEmpty);
        running.cancelAll(TERM_GRACE.toMillis());
        until(TERM_GRACE.plusSeconds(2), running::isEmpty);
        until(LAST_REPORTS, () -> spool.held().isEmpty());
        closed.come();
        keeper.current().ifPresent(door::leave);
        gateway.close();
        spool.close();
        meters.close();
        loops.forEach(Thread::interrupt);
        awaitLoops();
    }

    /** So that nothing is written into the home once it is somebody else's. */
    private void awaitLoops() {
        try {
            for (Thread loop : loops) {
                loop.join(LAST_STEP);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void until(Duration most, BooleanSupplier condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end && !closed.await(Duration.ofMillis(20))) {
            // Looked at again.
        }
    }
}
