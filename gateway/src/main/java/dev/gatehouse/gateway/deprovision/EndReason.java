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
    /** A browser's session was ended from elsewhere: by whoever is logged in there, or by an administrator. */
    SESSION_REVOKED,
    /** Somebody logged out in the browser, or at the identity provider. */
    LOGGED_OUT,
    /** The identity provider says that something happened to the account. */
    SECURITY_EVENT,
    /** An administrator said so. */
    ADMINISTRATOR;

    /** As it stands in rows, answers and events. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
