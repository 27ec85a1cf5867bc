package dev.gatehouse.gateway.policy;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.FactCache.Facts;
import dev.gatehouse.gateway.policy.FactCache.SubjectKey;
import dev.gatehouse.gateway.telemetry.CacheMeter;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What is known of subjects, at most five seconds old. Those that were asked for lately are read again every second, all
 * in one statement. Thread-safe.
 */
@ApplicationScoped
public class SubjectFacts {
    private static final Logger LOG = Logger.getLogger(SubjectFacts.class);
    private static final Duration FORGET_AFTER = Duration.ofMinutes(1);
    private static final int MOST_CACHED = 10_000;

    private static final String SELECT = """
            SELECT tenant, id, kind, name, active, epoch, version,
                   ARRAY(SELECT m.group_id FROM membership m
                          WHERE m.tenant = subject.tenant AND m.user_id = subject.id) AS groups
              FROM subject JOIN unnest(?, ?) AS asked (tenant, id) USING (tenant, id)""";

    private final Transactions transactions;
    private final InstantSource clock;
    private final FactCache cache = new FactCache(MOST_CACHED, FORGET_AFTER);
    private final CacheMeter meter;

    SubjectFacts(Transactions transactions, InstantSource clock, Meters meters) {
        this.transactions = transactions;
        this.clock = clock;
        this.meter = meters.cache("subject_facts", cache::size);
    }

    /**
     * The subject as it was at most five seconds ago, active or not; nothing when the tenant has no such subject.
     *
     * @throws DatabaseUnavailable when no facts that young are known and the database does not answer
     */
    public Optional<Subject> live(String tenant, UUID id) {
        var now = clock.instant();
        var young = cache.get(new SubjectKey(tenant, id), now).filter(known -> isYoung(known.readAt(), now));
        meter.asked(young.isPresent());
        return young.isPresent() ? young : reread(tenant, id);
    }

    /**
     * The subject as it is now; nothing when the tenant has no such subject. To be asked after a change of the subject,
     * and when a transaction found another epoch than the permit's.
     *
     * @throws DatabaseUnavailable when the database does not answer
     */
    public Optional<Subject> reread(String tenant, UUID id) {
        var key = new SubjectKey(tenant, id);
        var facts = Optional.ofNullable(read(List.of(key)).get(key));
        facts.ifPresentOrElse(found -> cache.put(key, found, clock.instant()), () -> cache.forget(key));
        return facts.map(Facts::subject);
    }

    /**
     * The caller as {@link #live(String, UUID)} has it, in the groups and within the scope of its token.
     *
     * @throws DatabaseUnavailable when no facts that young are known and the database does not answer
     */
    public Optional<Subject> live(Subject caller) {
        return live(caller.tenant(), caller.id())
                .filter(_ -> impersonatorStands(caller))
                .map(now -> asShown(caller, now));
    }

    private static Subject asShown(Subject caller, Subject now) {
        return ClaimGroup.with(caller.groups(), now)
                .within(caller.scope())
                .actedBy(caller.impersonator(), caller.impersonatorClaims())
                .from(caller.source());
    }

    /** Whoever acts as somebody else has to stand, too. */
    private boolean impersonatorStands(Subject caller) {
        return caller.impersonator()
                .map(actor -> live(caller.tenant(), actor.subject())
                        .filter(now -> now.active() && now.epoch() == actor.epoch())
                        .isPresent())
                .orElse(true);
    }

    /**
     * The caller as it is now, in the groups and within the scope of its token.
     *
     * @throws DatabaseUnavailable when the database does not answer
     */
    public Optional<Subject> reread(Subject caller) {
        caller.impersonator().ifPresent(actor -> reread(caller.tenant(), actor.subject()));
        return reread(caller.tenant(), caller.id())
                .filter(_ -> impersonatorStands(caller))
                .map(now -> asShown(caller, now));
    }

    /** Reads again all that is known: somebody whose id nobody has at hand is not what it was. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    public void renew() {
        var keys = cache.inUse(clock.instant());
        if (keys.isEmpty()) {
            return;
        }
        try {
            cache.renew(keys, read(keys));
        } catch (DatabaseUnavailable failure) {
            LOG.warn("Subjects were not read again, for the database did not answer", failure);
        }
    }

    /**
     * The facts of those of the subjects that this gateway knows, from now on as they are now. To be asked after a change of many;
     * what it costs depends on how many of them are known here.
     *
     * @throws DatabaseUnavailable when the database does not answer
     */
    public void rereadKnown(String tenant, Collection<UUID> ids) {
        var keys =
                cache.changed(ids.stream().map(id -> new SubjectKey(tenant, id)).toList(), clock.instant());
        if (!keys.isEmpty()) {
            cache.renew(keys, read(keys));
        }
    }

    private static boolean isYoung(Instant readAt, Instant now) {
        return !readAt.isAfter(now) && Duration.between(readAt, now).compareTo(PolicyProducer.MAX_AGE) < 0;
    }

    private Map<SubjectKey, Facts> read(List<SubjectKey> keys) {
        var asked = clock.instant();
        return transactions.run(connection -> read(connection, keys, asked));
    }

    private static Map<SubjectKey, Facts> read(Connection connection, List<SubjectKey> keys, Instant asked)
            throws SQLException {
        try (var statement = connection.prepareStatement(SELECT)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", keys.stream().map(SubjectKey::tenant).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", keys.stream().map(SubjectKey::id).toArray()));
            try (var row = statement.executeQuery()) {
                var found = new HashMap<SubjectKey, Facts>();
                while (row.next()) {
                    var subject = subject(row, asked);
                    found.put(
                            new SubjectKey(subject.tenant(), subject.id()), new Facts(subject, row.getLong("version")));
                }
                return found;
            }
        }
    }

    private static Subject subject(ResultSet row, Instant asked) throws SQLException {
        return new Subject(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                SubjectKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                row.getBoolean("active"),
                row.getLong("epoch"),
                Set.of((UUID[]) row.getArray("groups").getArray()),
                asked);
    }
}
