package dev.gatehouse.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Follows a gateway's stream to the event that ends it, over as many connections as that takes: each goes on after the
 * last event of the one before. A gateway that is away is asked again, in growing pauses of uneven length, for a minute.
 */
final class Follower {
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final GatewayClient gateway;
    private final String path;

    Follower(GatewayClient gateway, String path) {
        this.gateway = gateway;
        this.path = path;
    }

    /** Returns when the stream's end was told. */
    void follow(Consumer<EventStream.Event> each) {
        Optional<String> last = Optional.empty();
        long pause = FIRST_PAUSE_MILLIS;
        Instant deadline = deadline();
        while (true) {
            try (EventStream stream = gateway.events(path, last)) {
                for (var event = stream.next(); event.isPresent(); event = stream.next()) {
                    if (event.get().name().equals("end")) {
                        return;
                    }
                    each.accept(event.get());
                    if (event.get().id().isPresent()) {
                        last = event.get().id();
                    }
                    pause = FIRST_PAUSE_MILLIS;
                }
                deadline = deadline();
            } catch (CommandFailure failure) {
                if (failure.exitCode() != ExitCode.UNAVAILABLE
                        || gateway.world().clock().instant().isAfter(deadline)) {
                    throw failure;
                }
            }
            LockSupport.parkNanos(
                    Duration.ofMillis(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1))
                            .toNanos());
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private Instant deadline() {
        return gateway.world().clock().instant().plus(PATIENCE);
    }
}
