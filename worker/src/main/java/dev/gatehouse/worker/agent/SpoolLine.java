package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.worker.Held;
import org.jspecify.annotations.Nullable;

/** One line of a spool segment: what is kept, or that the gateway has what an earlier line kept. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SpoolLine(@Nullable Spooled kept, @Nullable Held done) {
    SpoolLine {
        if ((kept == null) == (done == null)) {
            throw new IllegalArgumentException("a line that keeps nothing and forgets nothing, or both");
        }
    }

    /** Whether it says of which attempt it is: what was read may be anything. */
    boolean isWhole() {
        return done != null
                ? done.execution() != null
                : kept != null && kept.report() != null && kept.report().execution() != null;
    }

    static SpoolLine kept(Spooled spooled) {
        return new SpoolLine(spooled, null);
    }

    static SpoolLine done(Held held) {
        return new SpoolLine(null, held);
    }
}
