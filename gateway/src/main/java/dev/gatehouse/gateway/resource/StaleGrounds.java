package dev.gatehouse.gateway.resource;

/** What permits rest on is no longer so; nothing was written, and policy has to be asked again. */
final class StaleGrounds extends RuntimeException {
    StaleGrounds() {
        super("policy or a subject changed", null, false, false);
    }
}
