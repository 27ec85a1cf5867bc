package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.limit.Limit.Rate;
import dev.gatehouse.policy.Namespace;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * Counts requests to start something against rate limits, in the memory of this gateway: each gateway has the whole rate
 * to give. A request that is refused uses up nothing. Thread-safe.
 */
@Singleton
public final class RateLimits {
    private final LimitBook book;
    private final InstantSource clock;
    private final RateRefusals refusals;
    private final List<Rate> operators;
    private final ConcurrentMap<String, Spread> tenants = new ConcurrentHashMap<>();

    RateLimits(LimitBook book, InstantSource clock, RateRefusals refusals, LimitConfig config) {
        this.book = book;
        this.clock = clock;
        this.refusals = refusals;
        this.operators = config.tenantRequests().stream()
                .mapToObj(requests -> new Rate(Namespace.ROOT, Per.TENANT, requests, Duration.ofSeconds(1)))
                .toList();
    }

    /**
     * Counts the request for its subject and tenant, before policy is asked: what is denied costs as much as what is not.
     *
     * @return the limit that has no room for it
     */
    public Optional<LimitReached> ofCaller(Start start) {
        return take(
                start,
                Stream.concat(operators.stream(), rates(start).filter(RateLimits::isOfCaller))
                        .toList());
    }

    /**
     * Counts the request for its namespace and job, once it is known that the subject may start something there: nobody
     * else uses up the rate of a namespace.
     *
     * @return the limit that has no room for it
     */
    public Optional<LimitReached> ofPlace(Start start) {
        return take(start, rates(start).filter(rate -> !isOfCaller(rate)).toList());
    }

    private Stream<Rate> rates(Start start) {
        return book.of(start.tenant()).rates().stream()
                .filter(rate -> rate.namespace().covers(start.job().namespace()));
    }

    private static boolean isOfCaller(Rate rate) {
        return switch (rate.per()) {
            case TENANT, SUBJECT -> true;
            case NAMESPACE, JOB -> false;
        };
    }

    private Optional<LimitReached> take(Start start, List<Rate> rates) {
        if (rates.isEmpty()) {
            return Optional.empty();
        }
        Optional<LimitReached> reached = tenants.computeIfAbsent(start.tenant(), _ -> new Spread())
                .take(start, rates, clock.instant().toEpochMilli() * 1_000_000);
        reached.ifPresent(full -> refusals.count(start, full.limit()));
        return reached;
    }
}
