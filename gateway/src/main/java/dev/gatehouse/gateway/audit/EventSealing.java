package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.EventSealer;
import dev.gatehouse.audit.LogKey;
import dev.gatehouse.audit.Sequencer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Makes the one sealer and the one sequencer of this gateway. */
final class EventSealing {
    @Produces
    @Singleton
    EventSealer sealer(SecureRandom random) {
        return new EventSealer(random);
    }

    @Produces
    @Singleton
    Sequencer sequencer(LogKey key) {
        return new Sequencer(key);
    }
}
