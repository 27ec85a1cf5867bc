package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.ApiTokens;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a token lives, as orders say it. */
final class TokenLife {
    private TokenLife() {}

    /** A day has 24 hours here: a token's life does not follow anybody's calendar. */
    static Optional<Duration> parse(@Nullable String text) {
        return duration(text)
                .filter(life -> life.compareTo(Duration.ofSeconds(1)) >= 0)
                .filter(life -> life.compareTo(ApiTokens.LONGEST_LIFE) <= 0);
    }

    static Optional<Duration> duration(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Duration::parse);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
