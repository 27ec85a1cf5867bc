package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.DirectoryEvent.GroupChanged;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.deprovision.AccessEnds;
import dev.gatehouse.gateway.deprovision.EndOrder;
import dev.gatehouse.gateway.deprovision.EndReason;
import dev.gatehouse.gateway.deprovision.Extent;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.scim.patch.DocumentPatch;
import dev.gatehouse.gateway.scim.patch.PatchOperation;
import dev.gatehouse.gateway.scim.patch.PatchReader;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.schema.ResourceSchema;
import dev.gatehouse.gateway.scim.schema.Values;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The groups of a SCIM client. Each change is one transaction with its event, under the group's row: whoever leaves a
 * group has their epoch raised in it, and what they may do no more begins to end. A change of one member costs the same
 * in any group.
 */
@Singleton
public final class Groups implements Directory {
    private final Transactions transactions;
    private final Work work;
    private final AuditTrail trail;
    private final SubjectFacts facts;
    private final AccessEnds ends;

    Groups(Transactions transactions, Work work, AuditTrail trail, SubjectFacts facts, AccessEnds ends) {
        this.transactions = transactions;
        this.work = work;
        this.trail = trail;
        this.facts = facts;
        this.ends = ends;
    }

    @Override
    public Found create(Client client, UUID id, JsonNode body) {
        GroupDocument group = document(body);
        List<UUID> members = MemberList.toAdd(MemberList.in(body));
        return work.run(client, connection -> {
            GroupRows.insert(connection, client, id, group);
            var change = new MemberChange(connection, client, id);
            change.add(members);
            Found made = find(connection, client, id, false);
            record(connection, client, made, "provisioned", change);
            return made;
        });
    }

    @Override
    public Found get(Client client, UUID id) {
        return transactions.read(connection -> find(connection, client, id, false));
    }

    @Override
    public Page list(Client client, ListQuery list) {
        return work.run(client, connection -> GroupRows.list(connection, client, list));
    }

    /**
     * The members of these groups, as each group's document shows them.
     *
     * @param named whether with their names
     */
    public Map<UUID, List<Member>> members(Client client, List<UUID> groups, boolean named) {
        return work.run(client, connection -> MemberRows.of(connection, client, groups, named));
    }

    /** The first of these groups, as many as have no more members together than one request may name; at least one. */
    public List<Found> together(Client client, List<Found> groups) {
        if (groups.size() < 2) {
            return groups;
        }
        Map<UUID, Integer> counts = work.run(
                client,
                connection -> MemberRows.counts(
                        connection, client, groups.stream().map(Found::id).toList()));
        long members = 0;
        for (int i = 0; i < groups.size(); i++) {
            members += counts.getOrDefault(groups.get(i).id(), 0);
            if (members > MemberList.MOST) {
                return groups.subList(0, Math.max(1, i));
            }
        }
        return groups;
    }

    /** Whether the group has more members than one answer may have. */
    public boolean hasTooManyMembers(Client client, UUID group) {
        return hasMoreMembersThan(client, group, MemberList.MOST);
    }

    public boolean hasMoreMembersThan(Client client, UUID group, int count) {
        return haveMoreMembersThan(client, List.of(group), count);
    }

    /** Whether they have more members together. */
    public boolean haveMoreMembersThan(Client client, List<UUID> groups, int count) {
        return transactions.read(connection -> MemberRows.count(connection, client, groups, count + 1) > count);
    }

    /** Puts a whole group in the place of one: who is not named is in it no more. */
    @Override
    public Found replace(Client client, UUID id, Precondition precondition, JsonNode body) {
        GroupDocument group = document(body);
        Set<UUID> wanted = new HashSet<>(MemberList.whole(MemberList.in(body)));
        return change(client, id, precondition, (before, members) -> {
            members.set(wanted);
            return group;
        });
    }

    @Override
    public Found patch(Client client, UUID id, Precondition precondition, JsonNode body) {
        List<PatchOperation> operations = PatchReader.read(ResourceSchema.GROUP, id.toString(), body);
        return change(client, id, precondition, (before, members) -> {
            ObjectNode document = before.whole();
            for (PatchOperation operation : operations) {
                if (operation.place().attribute().name().equals("members")) {
                    members.apply(operation);
                } else {
                    document = DocumentPatch.apply(document, List.of(operation));
                }
            }
            return new GroupDocument(document);
        });
    }

    /** What becomes of a group's document, while its members change. */
    private interface Change {
        GroupDocument of(GroupDocument before, MemberChange members) throws SQLException;
    }

    /**
     * @param left who is in it no more
     * @param ended whether anybody's access ended with it
     */
    private record Changed(Found group, List<UUID> left, boolean ended) {}

    private Found change(Client client, UUID id, Precondition precondition, Change change) {
        Changed changed = work.run(client, id, connection -> {
            Found found = find(connection, client, id, true);
            precondition.require(found.version());
            GroupDocument before = new GroupDocument(found.document());
            var members = new MemberChange(connection, client, id);
            GroupDocument after = change.of(before, members);
            if (members.isNothing() && before.whole().equals(after.whole())) {
                return new Changed(found, List.of(), false);
            }
            GroupRows.update(connection, client, id, after);
            Found now = find(connection, client, id, false);
            record(connection, client, now, "updated", members);
            return new Changed(now, members.removed(), end(connection, client, members));
        });
        tell(client, changed);
        return changed.group();
    }

    /** Ends the group: nobody is in it any more, and its id is never used again. */
    @Override
    public void delete(Client client, UUID id, Precondition precondition) {
        tell(client, work.run(client, id, connection -> {
            Found found = find(connection, client, id, true);
            precondition.require(found.version());
            var change = new MemberChange(connection, client, id);
            change.clear();
            GroupRows.delete(connection, client, id);
            record(connection, client, found, "deleted", change);
            return new Changed(found, change.removed(), end(connection, client, change));
        }));
    }

    /** Of those who left, what they may do no more. */
    private boolean end(Connection connection, Client client, MemberChange members) throws SQLException {
        var denied = new Extent.WhatIsDenied();
        var order = new EndOrder(client.tenant(), EndReason.GROUP_LEFT, denied, client.actor(), Optional.empty());
        return !ends.beginForMany(connection, members.removed(), order).isEmpty();
    }

    /** From the answer on, this gateway knows them as they are now. */
    private void tell(Client client, Changed changed) {
        facts.rereadKnown(client.tenant(), changed.left());
        if (changed.ended()) {
            ends.hasten();
        }
    }

    private static GroupDocument document(JsonNode body) {
        return new GroupDocument(Values.document(ResourceSchema.GROUP, MemberList.without(body)));
    }

    private static Found find(Connection connection, Client client, UUID id, boolean toChange) throws SQLException {
        return GroupRows.find(connection, client, id, toChange).orElseThrow(() -> ScimFailure.notFound(id.toString()));
    }

    private void record(Connection connection, Client client, Found group, String change, MemberChange members)
            throws SQLException {
        trail.append(
                connection,
                client.tenant(),
                List.of(new GroupChanged(
                        client.actor(),
                        group.id(),
                        group.version(),
                        change,
                        group.document().path("displayName").asText(),
                        members.added(),
                        members.removed())));
    }
}
