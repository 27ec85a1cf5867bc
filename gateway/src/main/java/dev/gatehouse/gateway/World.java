package dev.gatehouse.gateway;

import dev.gatehouse.observability.UuidV7;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** What the gateway takes from outside itself, time, ids and randomness, and which one it is. */
final class World {
    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    Supplier<UUID> ids(InstantSource clock, SecureRandom random) {
        return new UuidV7(clock, random);
    }

    @Produces
    @Singleton
    GatewayId gateway(Supplier<UUID> ids) {
        return new GatewayId(ids.get());
    }
}
