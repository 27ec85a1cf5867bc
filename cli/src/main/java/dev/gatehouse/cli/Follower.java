package dev.gatehouse.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Follows a gateway's stream to the event that ends it, over as many connections as that takes: each goes on after the
 * last event of the one before. To be used once. A gateway that is away is asked again, in growing pauses of uneven length, for a minute.
 */
final class Follower {
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final GatewayClient gateway;
    private final String path;
    private Optional<String> last = Optional.empty();
    private boolean ended;

    Follower(GatewayClient gateway, String path) {
        this.gateway = gateway;
        this.path = path;
    }

    /**
     * Returns when the stream's end was told.
     *
     * @param overAnyway asked at times while the gateway has no room for a stream: whether there is no end to wait for
     */
    void follow(Consumer<EventStream.Event> each, BooleanSupplier overAnyway) {
        long pause = FIRST_PAUSE_MILLIS;
        Instant deadline = deadline();
        while (true) {
            try {
                Optional<EventStream> stream = gateway.events(path, last);
                boolean heard = stream.isPresent() && heard(stream.get(), each);
                if (ended || (stream.isEmpty() && overAnyway.getAsBoolean())) {
                    return;
                }
                deadline = deadline();
                if (heard) {
                    pause = FIRST_PAUSE_MILLIS;
                } else if (stream.isEmpty()) {
                    pause = LONGEST_PAUSE_MILLIS;
                }
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

    /** Whether anything came. */
    private boolean heard(EventStream stream, Consumer<EventStream.Event> each) {
        boolean heard = false;
        try (stream) {
            for (var event = stream.next(); event.isPresent(); event = stream.next()) {
                heard = true;
                if (event.get().name().equals("end")) {
                    ended = true;
                    break;
                }
                each.accept(event.get());
                last = event.get().id().or(() -> last);
            }
        }
        return heard;
    }

    private Instant deadline() {
        return gateway.world().clock().instant().plus(PATIENCE);
    }
}
