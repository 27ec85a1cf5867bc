package dev.gatehouse.audit;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What identity providers say of who exists, and of what happened to them. */
public sealed interface DirectoryEvent extends AuditEvent {
    /** The most ids that one event lists; beyond, the numbers say how many there were. */
    int MOST_LISTED = 100;

    /**
     * A user was made, changed or ended.
     *
     * @param actor the SCIM client, or the identity provider of a person who was not provisioned
     * @param change {@code provisioned}, {@code updated}, {@code deactivated}, {@code reactivated} or {@code deleted};
     *     {@code arrived} for somebody whom nobody provisioned, {@code superseded} when that person was provisioned later
     */
    record UserChanged(Actor actor, UUID user, long version, String change, String userName) implements DirectoryEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.USER_CHANGED)
                    .actor(actor)
                    .resource("user/" + user + "@" + version)
                    .fact("change", change)
                    .field("name", userName)
                    .done();
        }
    }

    /**
     * A group was made, changed or ended.
     *
     * @param actor the SCIM client
     * @param change {@code provisioned}, {@code updated} or {@code deleted}
     * @param added who came in
     * @param removed who is in it no more
     */
    record GroupChanged(
            Actor actor, UUID group, long version, String change, String name, List<UUID> added, List<UUID> removed)
            implements DirectoryEvent {
        public GroupChanged {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }

        @Override
        public EventContent content() {
            return EventContent.of(EventCode.GROUP_CHANGED)
                    .actor(actor)
                    .resource("group/" + group + "@" + version)
                    .fact("change", change)
                    .fact("added", added.size())
                    .fact("removed", removed.size())
                    .fact("added_members", listed(added))
                    .fact("removed_members", listed(removed))
                    .field("name", name)
                    .done();
        }

        private static List<String> listed(List<UUID> members) {
            return members.size() > MOST_LISTED
                    ? List.of()
                    : members.stream().map(UUID::toString).sorted().toList();
        }
    }

    /** A SCIM client was made: an identity provider may say who exists. */
    record ScimClientCreated(Actor actor, DecisionReference decision, UUID client, String name)
            implements DirectoryEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.SCIM_CLIENT_CREATED)
                    .actor(actor)
                    .decision(decision)
                    .resource("scimclient/" + client + "@1")
                    .field("name", name)
                    .done();
        }
    }

    /**
     * A token of a SCIM client was made or ended.
     *
     * @param change {@code created} or {@code revoked}
     */
    record ScimTokenChanged(Actor actor, DecisionReference decision, UUID token, UUID client, String change)
            implements DirectoryEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.SCIM_TOKEN_CHANGED)
                    .actor(actor)
                    .decision(decision)
                    .resource("scimtoken/" + token + "@1")
                    .fact("client", client)
                    .fact("change", change)
                    .done();
        }
    }

    /**
     * An identity provider said that something happened to an account or a session.
     *
     * @param hash lower-case hex SHA-256 of the event's id
     * @param types URIs of what happened
     * @param subject whose access ended for it; absent where nobody's did
     */
    record SignalReceived(Actor actor, UUID provider, String hash, List<String> types, Optional<UUID> subject)
            implements DirectoryEvent {
        public SignalReceived {
            types = List.copyOf(types);
        }

        @Override
        public EventContent content() {
            var content = EventContent.of(EventCode.SIGNAL_RECEIVED)
                    .actor(actor)
                    .resource("identityprovider/" + provider)
                    .fact("signal", hash)
                    .fact("types", types);
            subject.ifPresent(id -> content.fact("subject", id));
            return content.done();
        }
    }

    /**
     * A secret of a SCIM client was made or ended.
     *
     * @param change {@code created} or {@code revoked}
     */
    record ScimSecretChanged(Actor actor, DecisionReference decision, UUID secret, UUID client, String change)
            implements DirectoryEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.SCIM_SECRET_CHANGED)
                    .actor(actor)
                    .decision(decision)
                    .resource("scimsecret/" + secret + "@1")
                    .fact("client", client)
                    .fact("change", change)
                    .done();
        }
    }

    /**
     * A SCIM client trusts another issuer's tokens from here on, or none.
     *
     * @param issuer empty for none
     * @param subject whom of that issuer; empty for none
     */
    record ScimTrustChanged(Actor actor, DecisionReference decision, UUID client, String issuer, String subject)
            implements DirectoryEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.SCIM_TRUST_CHANGED)
                    .actor(actor)
                    .decision(decision)
                    .resource("scimclient/" + client + "@1")
                    .fact("change", issuer.isEmpty() ? "ended" : "set")
                    .field("issuer", issuer)
                    .field("subject", subject)
                    .done();
        }
    }
}
