package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.sso.IdentityProvider;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the user whom an identity provider means: the one whose {@code externalId} is the value of the provider's subject
 * claim. An e-mail address, a name or a group never links anybody.
 *
 * <p>What it says is believed for as long as a token is cached, while the user's epoch stays: who changes an
 * {@code externalId} raises the epoch.
 */
public interface LinkedUsers {
    /**
     * The user of the provider's tenant. Where nobody has the value and the provider takes people whom nobody provisioned, it
     * may make one, and never brings back one whose access was ended. Of one who came so, the address is kept.
     *
     * @param person the value of the provider's subject claim
     * @param email that the provider says is verified, in lower case
     * @throws DatabaseUnavailable when nobody can say
     */
    Link of(IdentityProvider provider, String person, Optional<String> email);

    /**
     * The same of people who are here already: nobody is made.
     *
     * @throws DatabaseUnavailable when nobody can say
     */
    Link known(IdentityProvider provider, String person);

    /** Whom a token means. */
    sealed interface Link {
        /**
         * One user, active or not.
         *
         * @param epoch the user's while it was linked: what rests on the link ends when that rises
         * @param ended when its access last ended as a whole: tokens from before that are worthless
         */
        record One(UUID subject, long epoch, Optional<Instant> ended) implements Link {}

        record Nobody() implements Link {}

        /** More than one user has the value: neither is believed to be meant. */
        record Several() implements Link {}
    }
}
