package dev.gatehouse.gateway.audit;

import dev.gatehouse.audit.EventSealer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Makes the one sealer of this gateway, with strong salts. */
final class EventSealing {
    @Produces
    @Singleton
    EventSealer sealer() {
        return new EventSealer(new SecureRandom());
    }
}
