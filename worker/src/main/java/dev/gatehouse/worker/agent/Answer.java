package dev.gatehouse.worker.agent;

/** What came of a call to the gateway. */
sealed interface Answer<T> {
    /** It did what was asked. */
    record Ok<T>(T body) implements Answer<T> {}

    /** It will not, however often it is asked. */
    record Refused<T>(int status, String code) implements Answer<T> {}

    /** It could not be asked, or could not answer: the same call again is right. */
    record Away<T>(String cause) implements Answer<T> {}
}
