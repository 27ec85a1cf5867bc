package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.execution.Signal;
import dev.gatehouse.gateway.execution.StopWanted;
import dev.gatehouse.gateway.execution.WorkQueued;
import dev.gatehouse.gateway.operation.AtSignal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What wakes the long polls of this gateway: work that became claimable, stops, and the gateway's own end. */
@ApplicationScoped
class News {
    private final Map<Group, Signal> work = new ConcurrentHashMap<>();
    private final Map<String, Signal> stops = new ConcurrentHashMap<>();
    private final AtSignal signal;

    News(AtSignal signal) {
        this.signal = signal;
        signal.run(this::end);
    }

    private record Group(String tenant, String name) {}

    /** News of claimable work in a group; wakes one poll at a time. */
    Signal work(String tenant, String group) {
        return work.computeIfAbsent(new Group(tenant, group), _ -> new Signal());
    }

    /** News of stops in a tenant; wakes all of its polls. */
    Signal stops(String tenant) {
        return stops.computeIfAbsent(tenant, _ -> new Signal());
    }

    void queued(@Observes WorkQueued news) {
        work(news.tenant(), news.group()).raiseForOne();
    }

    void stopWanted(@Observes StopWanted news) {
        stops(news.tenant()).raiseForAll();
    }

    /** Whether the gateway stops, so that no request may wait any longer. */
    boolean closing() {
        return signal.hasCome();
    }

    private void end() {
        work.values().forEach(Signal::raiseForAll);
        stops.values().forEach(Signal::raiseForAll);
    }
}
