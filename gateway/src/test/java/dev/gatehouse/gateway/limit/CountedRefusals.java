package dev.gatehouse.gateway.limit;

import jakarta.inject.Singleton;

/** Writes at once what limits have refused, which the gateway does every ten seconds. */
@Singleton
public final class CountedRefusals {
    private final RateRefusals refusals;
    private final PastWindows windows;

    CountedRefusals(RateRefusals refusals, PastWindows windows) {
        this.refusals = refusals;
        this.windows = windows;
    }

    public void write() {
        refusals.write();
    }

    /** Deletes counters whose windows are over, which the gateway does every minute. */
    public void deletePast() {
        windows.delete();
    }
}
