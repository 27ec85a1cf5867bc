package dev.gatehouse.gateway.limit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.limit.Limit.Concurrency;
import dev.gatehouse.gateway.limit.Limit.Quota;
import dev.gatehouse.gateway.limit.Limit.Rate;
import dev.gatehouse.gateway.limit.Limit.WhenFull;
import dev.gatehouse.policy.Namespace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Limits of one tenant. Each counts for itself, so one of a child never loosens its parents'. */
public record Limits(List<Rate> rates, List<Quota> quotas, List<Concurrency> concurrency) {
    public static final Limits NONE = new Limits(List.of(), List.of(), List.of());

    public Limits {
        rates = List.copyOf(rates);
        quotas = List.copyOf(quotas);
        concurrency = List.copyOf(concurrency);
    }

    /** What the member {@code limits} of a valid Namespace says. */
    static Limits of(Namespace namespace, JsonNode limits) {
        return new Limits(
                limits.path("rate")
                        .valueStream()
                        .map(each -> new Rate(
                                namespace, per(each), each.path("requests").asInt(), window(each)))
                        .toList(),
                limits.path("executions")
                        .valueStream()
                        .map(each -> new Quota(
                                namespace, per(each), each.path("count").asInt(), window(each)))
                        .toList(),
                limits.path("concurrency")
                        .valueStream()
                        .map(each -> new Concurrency(
                                namespace,
                                per(each),
                                each.path("running").asInt(),
                                WhenFull.valueOf(
                                        each.path("whenFull").asText("queue").toUpperCase(Locale.ROOT))))
                        .toList());
    }

    private static Per per(JsonNode limit) {
        return Per.of(limit.path("per").asText());
    }

    private static Duration window(JsonNode limit) {
        return Duration.parse(limit.path("window").asText());
    }

    static Limits all(Collection<Limits> parts) {
        return new Limits(
                parts.stream().flatMap(each -> each.rates().stream()).toList(),
                parts.stream().flatMap(each -> each.quotas().stream()).toList(),
                parts.stream().flatMap(each -> each.concurrency().stream()).toList());
    }

    /** Those that what is started in the namespace counts for. */
    Limits covering(Namespace namespace) {
        return isEmpty()
                ? this
                : new Limits(
                        covering(rates, namespace).toList(),
                        covering(quotas, namespace).toList(),
                        covering(concurrency, namespace).toList());
    }

    private static <L extends Limit> Stream<L> covering(List<L> limits, Namespace namespace) {
        return limits.stream().filter(each -> each.namespace().covers(namespace));
    }

    boolean isEmpty() {
        return rates.isEmpty() && quotas.isEmpty() && concurrency.isEmpty();
    }

    /** All of them, in the order in which they are asked. */
    Stream<Limit> stream() {
        return Stream.of(rates, quotas, concurrency).flatMap(List::stream);
    }
}
