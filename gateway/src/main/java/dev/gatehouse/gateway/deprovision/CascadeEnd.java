package dev.gatehouse.gateway.deprovision;

import java.util.UUID;

/** An end of much at once, such as of all that somebody has, which a cascade brings about in steps. */
public interface CascadeEnd {
    String tenant();

    UUID id();
}
