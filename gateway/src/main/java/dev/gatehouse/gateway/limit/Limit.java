package dev.gatehouse.gateway.limit;

import dev.gatehouse.policy.Namespace;
import java.time.Duration;

/** One limit that a namespace declares: it holds for all that is started there and below. */
public sealed interface Limit {
    /** The namespace that declares it. */
    Namespace namespace();

    Per per();

    /** What it is called in answers, events and metrics. */
    default LimitName name() {
        return new LimitName(
                switch (this) {
                    case Rate _ -> LimitKind.RATE;
                    case Quota _ -> LimitKind.EXECUTIONS;
                    case Concurrency _ -> LimitKind.CONCURRENCY;
                },
                per(),
                namespace());
    }

    /** So many requests at once, and as many again spread over the window. */
    record Rate(Namespace namespace, Per per, int requests, Duration window) implements Limit {}

    /** So many accepted executions in each window; windows follow each other from 1970-01-01T00:00:00Z on. */
    record Quota(Namespace namespace, Per per, int count, Duration window) implements Limit {}

    /** So many executions that are claimed or run. */
    record Concurrency(Namespace namespace, Per per, int running, WhenFull whenFull) implements Limit {}

    /** What becomes of one too many. */
    enum WhenFull {
        /** It is accepted, and waits until another one ends. */
        QUEUE,
        /** It is refused; what is accepted has its place from then on. */
        REJECT
    }
}
