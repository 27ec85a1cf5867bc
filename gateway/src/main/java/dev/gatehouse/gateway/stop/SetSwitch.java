package dev.gatehouse.gateway.stop;

import dev.gatehouse.audit.StopEvent.Switch;
import dev.gatehouse.gateway.deprovision.CascadeEnd;
import dev.gatehouse.policy.KillSwitch;
import java.util.UUID;

/** A kill switch that was set, by whom, and why. */
public record SetSwitch(String tenant, KillSwitch kill, UUID setBy, String reason) implements CascadeEnd {
    @Override
    public UUID id() {
        return kill.id();
    }

    /** As events have it. */
    Switch event() {
        return new Switch(
                kill.id(),
                kill.revision(),
                kill.extent().kind(),
                kill.extent().target(),
                kill.level().name());
    }
}
