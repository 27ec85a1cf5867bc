package dev.gatehouse.audit;

/**
 * One thing that happened, before it is sealed: a record for each code.
 *
 * <p>Ids, numbers, codes and digests become facts of the leaf, readable for ever. Whatever is personal, sensitive or
 * large becomes a field: the leaf holds a salted commitment, the value stays erasable beside it.
 */
public sealed interface AuditEvent
        permits ExecutionEvent,
                AccessEvent,
                AccessTokenEvent,
                AdministrationEvent,
                DirectoryEvent,
                LoginEvent,
                MasterKeyEvent,
                StopEvent {
    /** What the event says, in the terms of a leaf. */
    EventContent content();
}
