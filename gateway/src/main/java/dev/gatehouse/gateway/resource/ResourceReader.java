package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Denials;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Sight;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.PolicyEngine;
import dev.gatehouse.policy.ResourceReadPermit;
import dev.gatehouse.policy.ResourceReadQuestion;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Gatherers;

/** Reads declared resources, as far as the subject may see them. Thread-safe. */
@Singleton
final class ResourceReader {

    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 10;

    /** How many are read at once: a spec may have half a mebibyte. */
    private static final int PART = 32;

    /** A page that has become so long ends. */
    private static final int LONG = 4 * 1024 * 1024;

    private final Permits permits;
    private final PolicyEngine policy;
    private final Denials denials;
    private final Transactions transactions;
    private final ResourceRows rows;

    ResourceReader(
            Permits permits, PolicyEngine policy, Denials denials, Transactions transactions, ResourceRows rows) {
        this.permits = permits;
        this.policy = policy;
        this.denials = denials;
        this.transactions = transactions;
        this.rows = rows;
    }

    /** The resource, or nothing when there is none; who may not read it learns neither. */
    Optional<ResourceEntity> find(ResourceReadQuestion question) {
        ResourceReadPermit permit = permits.obtain(question);
        var key = new ResourceKey(
                permit.subject().tenant(), permit.kind(), permit.namespace().path(), permit.name());
        return transactions.run(connection -> rows.find(connection, key));
    }

    /**
     * The next page after a place. Who may read the kind throughout gets everything that no rule keeps back further
     * down; others what they may read one by one, and a denial when that is nothing.
     */
    ResourcePage list(Subject subject, Kind kind, Optional<Namespace> within, ResourceKey after, int size) {
        var everything = new ListQuestion(subject, Permission.read(kind.word()), within.orElse(Namespace.ROOT));
        return switch (policy.decide(everything)) {
            case Decision.Allow<ListPermit>(ListPermit permit) -> page(after, within, size, shown(permit));
            case Decision.Deny<ListPermit> deny -> {
                ResourcePage visible = page(after, within, size, Optional.of(key -> mayRead(subject, key)));
                if (visible.items().isEmpty() && visible.next().isEmpty()) {
                    throw denials.forbidden(everything, deny);
                }
                yield visible;
            }
            case Decision.ApprovalRequired<ListPermit> _ -> throw Permits.unavailable();
            case Decision.Unavailable<ListPermit> _ -> throw Permits.unavailable();
        };
    }

    /** Nothing where all of it is shown. */
    private Optional<Predicate<ResourceKey>> shown(ListPermit permit) {
        Sight sight = permits.sight(permit);
        return sight.isWhole()
                ? Optional.empty()
                : Optional.of(key -> sight.shows(new Namespace(key.namespace()), key.name()));
    }

    /** Reads batches until the page is full, the rows end, or enough was looked at for one request. */
    private ResourcePage page(
            ResourceKey start, Optional<Namespace> within, int size, Optional<Predicate<ResourceKey>> shown) {
        List<ResourceEntity> items = new ArrayList<>();
        long length = 0;
        ResourceKey after = start;
        int most = shown.isEmpty() ? size : BATCH;
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            ResourceKey from = after;
            List<ResourceKey> found =
                    transactions.run(connection -> rows.keys(connection, from, within.map(Namespace::path), most + 1));
            List<ResourceKey> visible = found.stream()
                    .filter(key -> shown.isEmpty() || shown.get().test(key))
                    .toList();
            for (ResourceEntity row : rows(visible)) {
                if (items.size() == size || length > LONG) {
                    return new ResourcePage(
                            items, Optional.of(cursor(items.getLast().key())));
                }
                items.add(row);
                length += row.spec().length();
            }
            if (found.size() <= most) {
                return new ResourcePage(items, Optional.empty());
            }
            after = found.getLast();
        }
        return new ResourcePage(items, Optional.of(cursor(after)));
    }

    /** Read a part at a time, when they are asked for. */
    private Iterable<ResourceEntity> rows(List<ResourceKey> keys) {
        return () -> keys.stream()
                .gather(Gatherers.windowFixed(PART))
                .flatMap(part -> transactions.run(connection -> rows.load(connection, part)).stream())
                .iterator();
    }

    /** Whether the subject may see what the resource says. */
    boolean mayRead(Subject subject, ResourceKey key) {
        var question = new ResourceReadQuestion(subject, key.kind(), new Namespace(key.namespace()), key.name());
        return switch (policy.decide(question)) {
            case Decision.Allow<ResourceReadPermit> _ -> true;
            case Decision.Deny<ResourceReadPermit> _, Decision.ApprovalRequired<ResourceReadPermit> _ -> false;
            case Decision.Unavailable<ResourceReadPermit> _ -> throw Permits.unavailable();
        };
    }

    private static String cursor(ResourceKey key) {
        return key.namespace() + "/" + key.name();
    }
}
