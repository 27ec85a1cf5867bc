package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.scim.patch.PatchOperation;
import dev.gatehouse.gateway.scim.patch.PatchOperation.Kind;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How the members of one group change in one transaction, and who they were. The group's row is held. */
final class MemberChange {
    private final Connection connection;
    private final Client client;
    private final UUID group;
    private final List<UUID> added = new ArrayList<>();
    private final List<UUID> removed = new ArrayList<>();

    MemberChange(Connection connection, Client client, UUID group) {
        this.connection = connection;
        this.client = client;
        this.group = group;
    }

    List<UUID> added() {
        return added;
    }

    List<UUID> removed() {
        return removed;
    }

    boolean isNothing() {
        return added.isEmpty() && removed.isEmpty();
    }

    void add(List<UUID> users) throws SQLException {
        added.addAll(MemberRows.add(connection, client, group, users));
    }

    private void remove(List<UUID> users) throws SQLException {
        removed.addAll(MemberRows.remove(connection, client, group, users));
    }

    void clear() throws SQLException {
        removed.addAll(MemberRows.clear(connection, client, group));
    }

    /** Only the difference is written: who stays is not touched. */
    void set(Set<UUID> wanted) throws SQLException {
        Set<UUID> now = new HashSet<>(MemberRows.all(connection, client, group));
        remove(now.stream().filter(each -> !wanted.contains(each)).toList());
        add(wanted.stream().filter(each -> !now.contains(each)).toList());
    }

    /**
     * Does one operation of a PATCH. A remove that names members removes these and no others; one that names an empty
     * list removes nobody.
     */
    void apply(PatchOperation operation) throws SQLException {
        if (operation.place().sub().isPresent()) {
            throw ScimFailure.of(ErrorType.MUTABILITY, "A member is added or removed; it cannot be changed.");
        }
        JsonNode value = operation.value();
        if (operation.filter().isPresent()) {
            if (operation.kind() != Kind.REMOVE) {
                throw ScimFailure.of(ErrorType.INVALID_PATH, "Members are added by their ids, without a filter.");
            }
            remove(MemberList.named(operation.filter().get()));
            return;
        }
        switch (operation.kind()) {
            case ADD -> add(MemberList.toAdd(value));
            case REPLACE -> set(new HashSet<>(MemberList.toAdd(value)));
            case REMOVE -> {
                if (value.isNull()) {
                    set(Set.of());
                } else {
                    remove(MemberList.toRemove(value));
                }
            }
        }
    }
}
