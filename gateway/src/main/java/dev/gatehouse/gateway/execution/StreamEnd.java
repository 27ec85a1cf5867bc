package dev.gatehouse.gateway.execution;

import java.util.Locale;

/** Why a stream ended. */
enum StreamEnd {
    /** The execution is over, and everything was sent. */
    COMPLETE,
    /** The execution was swept. */
    DELETED,
    CALLER_GONE,
    READER_SLOW,
    ACCESS_ENDED,
    /** The caller has to show its token again. */
    TOO_OLD,
    GATEWAY_STOPPING,
    DATABASE_UNAVAILABLE;

    /** As metrics have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
