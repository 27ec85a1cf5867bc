package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.Refusal;

/** What came of a call to the gateway. */
sealed interface Answer<T> {
    /** It did what was asked. */
    record Ok<T>(T body) implements Answer<T> {}

    /** The gateway itself will not do it, and says so in the protocol's words. */
    record Refused<T>(Refusal why) implements Answer<T> {}

    /** It could not be asked, or could not answer, or somebody else did instead of it: the same call again is right. */
    record Away<T>(String cause) implements Answer<T> {}
}
