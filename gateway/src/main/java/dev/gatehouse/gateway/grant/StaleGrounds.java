package dev.gatehouse.gateway.grant;

/** What permits rest on is no longer so; nothing was written, and policy has to be asked again. */
public final class StaleGrounds extends RuntimeException {
    public StaleGrounds() {
        super("policy or a subject changed", null, false, false);
    }
}
