package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.DirectoryEvent.UserChanged;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.directory.Newcomers;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.scim.patch.DocumentPatch;
import dev.gatehouse.gateway.scim.patch.PatchReader;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import dev.gatehouse.gateway.scim.schema.Values;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The users of a SCIM client. Each change is one transaction with its event; one that ends access raises the subject's
 * epoch and begins the end of what the user has in it. A deleted user's subject stays, inactive for ever.
 */
@Singleton
public final class Users implements Directory {
    private final Transactions transactions;
    private final Work work;
    private final AuditTrail trail;
    private final SubjectFacts facts;
    private final Newcomers newcomers;
    private final AccessEnds ends;

    Users(
            Transactions transactions,
            Work work,
            AuditTrail trail,
            SubjectFacts facts,
            Newcomers newcomers,
            AccessEnds ends) {
        this.transactions = transactions;
        this.work = work;
        this.trail = trail;
        this.facts = facts;
        this.newcomers = newcomers;
        this.ends = ends;
    }

    @Override
    public Found create(Client client, UUID id, JsonNode body) {
        ObjectNode document = Values.document(ResourceSchema.USER, body);
        UserDocument read = new UserDocument(document);
        UserDocument user = read.saysActive() ? read : read.withActive(true);
        return hastened(work.run(client, connection -> {
            SubjectRows.insert(connection, client, id, user);
            UserRows.insert(connection, client, id, user);
            Found made = find(connection, client, id, false);
            record(connection, client, made, "provisioned");
            return new Changed(made, supersede(connection, client, user));
        }));
    }

    @Override
    public Found get(Client client, UUID id) {
        return transactions.read(connection -> find(connection, client, id, false));
    }

    @Override
    public Page list(Client client, ListQuery list) {
        return work.run(client, connection -> UserRows.list(connection, client, list));
    }

    /** The groups of these users, as each user's document shows them. */
    public Map<UUID, List<InGroup>> groups(Client client, List<UUID> users) {
        return transactions.read(connection -> UserRows.groups(connection, client, users));
    }

    /** Puts a whole document in the user's place. Access stays as it is where the document does not speak of it. */
    @Override
    public Found replace(Client client, UUID id, Precondition precondition, JsonNode body) {
        ObjectNode document = Values.document(ResourceSchema.USER, body);
        return change(client, id, precondition, before -> {
            UserDocument after = new UserDocument(document);
            return after.saysActive() || !before.saysActive() ? after : after.withActive(before.active());
        });
    }

    @Override
    public Found patch(Client client, UUID id, Precondition precondition, JsonNode body) {
        var operations = PatchReader.read(ResourceSchema.USER, id.toString(), body);
        return change(
                client, id, precondition, before -> new UserDocument(DocumentPatch.apply(before.whole(), operations)));
    }

    /** @param ended whether anybody's access ended with it */
    private record Changed(Found user, boolean ended) {}

    private Found change(Client client, UUID id, Precondition precondition, UnaryOperator<UserDocument> change) {
        Changed changed = work.run(client, connection -> {
            Found found = find(connection, client, id, true);
            precondition.require(found.version());
            UserDocument before = new UserDocument(found.document());
            UserDocument after = change.apply(before);
            if (before.whole().equals(after.whole())) {
                return new Changed(found, false);
            }
            UserRows.update(connection, client, id, before, after);
            SubjectRows.update(connection, client, id, before, after);
            Found now = find(connection, client, id, false);
            record(connection, client, now, word(before, after));
            boolean ended = before.active() && !after.active();
            if (ended) {
                end(connection, client, id, EndReason.DEACTIVATED);
            }
            boolean superseded =
                    !before.externalId().equals(after.externalId()) && supersede(connection, client, after);
            return new Changed(now, ended || superseded);
        });
        facts.reread(client.tenant(), id);
        return hastened(changed);
    }

    private Found hastened(Changed changed) {
        if (changed.ended()) {
            ends.hasten();
        }
        return changed.user();
    }

    /** Ends the user: access, memberships, document. */
    @Override
    public void delete(Client client, UUID id, Precondition precondition) {
        work.run(client, connection -> {
            Found found = find(connection, client, id, true);
            precondition.require(found.version());
            MemberRows.holdGroups(connection, client, id);
            UserRows.delete(connection, client, id);
            SubjectRows.end(connection, client, id);
            MemberRows.leaveAll(connection, client, id);
            record(connection, client, found, "deleted");
            return end(connection, client, id, EndReason.DELETED);
        });
        facts.reread(client.tenant(), id);
        ends.hasten();
    }

    private UUID end(Connection connection, Client client, UUID id, EndReason reason) throws SQLException {
        var everything = new Extent.Everything();
        return ends.begin(
                connection, id, new EndOrder(client.tenant(), reason, everything, client.actor(), Optional.empty()));
    }

    /** Whether that ended the access of somebody who had come in as the same person. */
    private boolean supersede(Connection connection, Client client, UserDocument user) throws SQLException {
        try {
            return user.externalId().isPresent()
                    && newcomers.supersede(
                            connection,
                            client.tenant(),
                            client.name(),
                            user.externalId().get(),
                            client.actor());
        } catch (ProblemException lastOwner) {
            throw ScimFailure.of(409, lastOwner.problem().detail());
        }
    }

    private static Found find(Connection connection, Client client, UUID id, boolean toChange) throws SQLException {
        return UserRows.find(connection, client, id, toChange).orElseThrow(() -> ScimFailure.notFound(id.toString()));
    }

    private void record(Connection connection, Client client, Found user, String change) throws SQLException {
        trail.append(
                connection,
                client.tenant(),
                List.of(new UserChanged(
                        client.actor(),
                        user.id(),
                        user.version(),
                        change,
                        user.document().path("userName").asText())));
    }

    private static String word(UserDocument before, UserDocument after) {
        if (before.active() == after.active()) {
            return "updated";
        }
        return after.active() ? "reactivated" : "deactivated";
    }
}
