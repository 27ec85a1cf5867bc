package dev.gatehouse.gateway.deprovision;

import java.util.Locale;

/** Why access ends. */
public enum EndReason {
    /** The identity provider says that the user is not active. */
    DEACTIVATED,
    /** The identity provider deleted the user. */
    DELETED,
    /** The identity provider provisions a user now for the person who had come in just in time. */
    SUPERSEDED,
    /** The user is in a group no more. */
    GROUP_LEFT,
    /** The declaration of the service account was deleted. */
    SERVICE_ACCOUNT_DELETED,
    TOKEN_REVOKED,
    /** The identity provider says that something happened to the account. */
    SECURITY_EVENT,
    /** An administrator said so. */
    ADMINISTRATOR;

    /** As it stands in rows, answers and events. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
