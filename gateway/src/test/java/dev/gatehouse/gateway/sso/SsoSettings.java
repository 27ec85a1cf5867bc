package dev.gatehouse.gateway.sso;

import java.time.Duration;

/** The settings as they are by default. */
record SsoSettings() implements SsoConfig {
    @Override
    public Duration keyRefresh() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Duration keyFloor() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration keyStale() {
        return Duration.ofHours(6);
    }

    @Override
    public Duration call() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration clockSkew() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration tokenAge() {
        return Duration.ofDays(1);
    }

    @Override
    public Duration eventAge() {
        return Duration.ofDays(7);
    }
}
