package dev.gatehouse.worker;

import java.util.HashMap;
import java.util.Map;

/**
 * Room for what may hang: for so much at once, and for so much of it on behalf of one party, so that nobody who hangs takes
 * the room of all others. It never waits. Thread-safe.
 */
public final class Bulkhead {
    private final int most;
    private final int each;
    private final Map<String, Integer> parties = new HashMap<>();
    private int inside;

    /**
     * A room that is empty.
     *
     * @param most of all parties
     * @param each of one party
     */
    public Bulkhead(int most, int each) {
        if (each < 1 || most < each) {
            throw new IllegalArgumentException("a room for nobody");
        }
        this.most = most;
        this.each = each;
    }

    /** Whether there was room; whoever got in leaves again. */
    public synchronized boolean enter(String party) {
        if (inside >= most || parties.getOrDefault(party, 0) >= each) {
            return false;
        }
        inside++;
        parties.merge(party, 1, Integer::sum);
        return true;
    }

    public synchronized void leave(String party) {
        int left = parties.getOrDefault(party, 0) - 1;
        if (left < 0) {
            throw new IllegalStateException("whoever is not inside cannot leave");
        }
        inside--;
        if (left == 0) {
            parties.remove(party);
        } else {
            parties.put(party, left);
        }
    }
}
