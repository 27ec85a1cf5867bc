package dev.gatehouse.gateway.notice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls this gateway makes at once: each has a seat from before it is taken until it is over. Tenants are given
 * seats in turn, and none more than {@value #MOST_OF_ONE}, however long the calls of one hang. Thread-safe.
 */
final class NoticeSeats {
    static final int MOST = 64;
    static final int MOST_OF_ONE = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;
    private String last = "";

    /** Gives the tenants, each of which is named once, the seats that are free; those that get none are missing. */
    Map<String, Integer> deal(List<String> tenants) {
        lock.lock();
        try {
            List<String> turn = fromTheNext(tenants);
            Map<String, Integer> dealt = new LinkedHashMap<>();
            for (int round = 0; round < MOST_OF_ONE; round++) {
                for (String tenant : turn) {
                    if (all < MOST && taken.getOrDefault(tenant, 0) < MOST_OF_ONE) {
                        taken.merge(tenant, 1, Integer::sum);
                        dealt.merge(tenant, 1, Integer::sum);
                        all++;
                        last = tenant;
                    }
                }
            }
            return dealt;
        } finally {
            lock.unlock();
        }
    }

    /** In the order of their names, those first that come after the one that had its turn last. */
    private List<String> fromTheNext(List<String> tenants) {
        List<String> turn = new ArrayList<>();
        tenants.stream().sorted().filter(each -> each.compareTo(last) > 0).forEach(turn::add);
        tenants.stream().sorted().filter(each -> each.compareTo(last) <= 0).forEach(turn::add);
        return turn;
    }

    /** The tenant gives some of its seats back. */
    void leave(String tenant, int seats) {
        lock.lock();
        try {
            taken.computeIfPresent(tenant, (_, had) -> had > seats ? had - seats : null);
            all -= seats;
        } finally {
            lock.unlock();
        }
    }
}
