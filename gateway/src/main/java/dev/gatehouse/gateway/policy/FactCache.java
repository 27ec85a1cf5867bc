package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The facts of a bounded number of subjects; the one that was asked for longest ago gives way. Thread-safe: its lock is
 * never held over anything slow.
 */
final class FactCache {
    private final int most;
    private final Duration forgetAfter;

    /** Least recently asked for first. */
    private final Map<SubjectKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    FactCache(int most, Duration forgetAfter) {
        this.most = most;
        this.forgetAfter = forgetAfter;
    }

    record SubjectKey(String tenant, UUID id) {}

    /** @param version raised by every change of the subject */
    record Facts(Subject subject, long version) {
        Facts newest(Facts other) {
            boolean newer = version != other.version
                    ? version > other.version
                    : subject.readAt().isAfter(other.subject.readAt());
            return newer ? this : other;
        }
    }

    private Instant changedAt = Instant.MIN;

    private record Entry(Facts facts, Instant usedAt) {}

    synchronized Optional<Subject> get(SubjectKey key, Instant now) {
        return Optional.ofNullable(entries.computeIfPresent(key, (_, entry) -> new Entry(entry.facts(), now)))
                .map(entry -> entry.facts().subject());
    }

    /** Keeps the facts, unless somebody is known to have changed since they were read: this may be who did. */
    synchronized void put(SubjectKey key, Facts facts, Instant now) {
        var known = entries.get(key);
        if (known == null && facts.subject().readAt().isBefore(changedAt)) {
            return;
        }
        entries.put(key, new Entry(known == null ? facts : facts.newest(known.facts()), now));
        if (entries.size() > most) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized void forget(SubjectKey key) {
        entries.remove(key);
    }

    /** Those of the changed subjects that are known; what is being read of the others is not kept. */
    synchronized List<SubjectKey> changed(List<SubjectKey> keys, Instant now) {
        changedAt = now;
        return keys.stream().filter(entries::containsKey).toList();
    }

    /** The subjects that were asked for lately; the others are forgotten. */
    synchronized List<SubjectKey> inUse(Instant now) {
        entries.values().removeIf(entry -> entry.usedAt().plus(forgetAfter).isBefore(now));
        return List.copyOf(entries.keySet());
    }

    /** Takes over what was read again; a subject that was asked for and not found is forgotten. */
    synchronized void renew(List<SubjectKey> asked, Map<SubjectKey, Facts> found) {
        for (var key : asked) {
            var facts = found.get(key);
            if (facts == null) {
                entries.remove(key);
            } else {
                entries.computeIfPresent(key, (_, entry) -> new Entry(facts.newest(entry.facts()), entry.usedAt()));
            }
        }
    }
}
