package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Unavailable;
import dev.gatehouse.policy.cel.ConditionCompiler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The compiled policies of all tenants, each replaced as a whole. Thread-safe.
 *
 * <p>A decision is Unavailable when the tenant's policy, or what is known of a subject, was last confirmed longer ago
 * than {@code maxAge}.
 *
 * <p>Next on the tour: {@link SubmitPermit}.
 */
public final class TenantPolicies implements PolicyEngine {
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final Duration maxAge;
    private final ConditionCompiler compiler = new ConditionCompiler();
    private final ConcurrentMap<String, Snapshot> snapshots = new ConcurrentHashMap<>();

    public TenantPolicies(InstantSource clock, Supplier<UUID> ids, Duration maxAge) {
        this.clock = clock;
        this.ids = ids;
        this.maxAge = maxAge;
    }

    /**
     * Takes over what was read, unless a later revision of it is already known.
     *
     * @throws UnreadablePolicy where a rule cannot be read; then the one known before stands until it is too old
     */
    public void replace(PolicySource source, Instant readAt) {
        var book = new ConditionBook(compiler, conditions(source.tenant()));
        var fresh = new Snapshot(CompiledPolicy.compile(source, book), readAt);
        snapshots.merge(source.tenant(), fresh, Snapshot::later);
    }

    /** Says that the tenant still had this revision then. Another revision than the known one changes nothing. */
    public void confirm(String tenant, long revision, Instant readAt) {
        snapshots.computeIfPresent(tenant, (_, known) -> known.confirmed(revision, readAt));
    }

    /** The conditions of the tenant's policy, however old it is; none where nothing of it is known. */
    public KnownConditions conditions(String tenant) {
        return Optional.ofNullable(snapshots.get(tenant))
                .map(known -> known.policy().conditions())
                .orElse(KnownConditions.NONE);
    }

    /** The revision of the tenant's policy that decisions are made under, if any is known. */
    public OptionalLong revision(String tenant) {
        var known = snapshots.get(tenant);
        return known == null
                ? OptionalLong.empty()
                : OptionalLong.of(known.policy().revision());
    }

    /**
     * What an administrator says of the maintenance that the tenant is in; nothing where it is in none. Asked after a
     * decision, it is no older than the policy that was decided by.
     */
    public Optional<String> maintenance(String tenant) {
        return Optional.ofNullable(snapshots.get(tenant))
                .flatMap(known -> known.policy().maintenance());
    }

    @Override
    public <P extends Permit> Decision<P> decide(Question<P> question) {
        var known = snapshots.get(question.subject().tenant());
        if (known == null) {
            return new Unavailable<>("policy_unknown");
        }
        var oldest = new Freshness(clock.instant(), maxAge);
        if (!oldest.holds(known.readAt())) {
            return new Unavailable<>("policy_stale");
        }
        if (!oldest.holds(question.subject().readAt())
                || !author(question).map(each -> oldest.holds(each.readAt())).orElse(true)) {
            return new Unavailable<>("subject_stale");
        }
        return known.policy().decide(question, ids.get(), oldest.now());
    }

    /**
     * The roles that these subjects and groups hold, whether or not they are active, in order. Nothing where decisions
     * would be Unavailable.
     */
    public Optional<List<Holding>> holdings(String tenant, Set<UUID> principals) {
        return fresh(tenant).map(policy -> policy.holdings(principals));
    }

    /**
     * The subjects and groups that have the permission in the namespace, whether or not they are active, each with the
     * binding that gives it on the fewest terms. Nothing where decisions would be Unavailable.
     *
     * @param from the principal to begin with, in the order of the ids as they are written
     */
    public Optional<List<Holding>> holders(
            String tenant, Permission permission, Namespace namespace, Optional<UUID> from, int most) {
        return fresh(tenant).map(policy -> policy.holders(permission, namespace, from, most, clock.instant()));
    }

    private Optional<CompiledPolicy> fresh(String tenant) {
        var now = new Freshness(clock.instant(), maxAge);
        return Optional.ofNullable(snapshots.get(tenant))
                .filter(known -> now.holds(known.readAt()))
                .map(Snapshot::policy);
    }

    private static Optional<Subject> author(Question<?> question) {
        return question instanceof StartQuestion start ? start.author() : Optional.empty();
    }

    private record Freshness(Instant now, Duration maxAge) {
        /** A moment ahead of now shows that the clock was set back, so nothing is known about its age. */
        boolean holds(Instant readAt) {
            return !readAt.isAfter(now) && Duration.between(readAt, now).compareTo(maxAge) <= 0;
        }
    }

    private record Snapshot(CompiledPolicy policy, Instant readAt) {
        Snapshot later(Snapshot other) {
            return other.policy.revision() >= policy.revision() ? other : this;
        }

        Snapshot confirmed(long revision, Instant at) {
            return revision == policy.revision() && at.isAfter(readAt) ? new Snapshot(policy, at) : this;
        }
    }
}
