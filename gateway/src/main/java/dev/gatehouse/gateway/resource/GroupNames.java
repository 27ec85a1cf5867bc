package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.policy.ClaimGroup;
import dev.gatehouse.policy.Namespace;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What groups are named by: a provisioned one's name, one of a provider's tokens in full, or an id. */
final class GroupNames {
    static final String UNKNOWN = "there is no group of this name";
    static final String AMBIGUOUS = "there are several groups of this name: name one by its id";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private GroupNames() {}

    /**
     * The groups that the name means; one from claims is remembered with the draft. What is stored has the ids of groups in
     * the places of their names, and can be applied as it is read.
     */
    static List<UUID> find(String name, Draft draft, Declarations declarations) throws SQLException {
        Optional<ClaimGroup> claimed = ClaimGroup.parse(name);
        if (claimed.isPresent()) {
            Optional<UUID> provider = declarations.id(
                    "identityprovider", Namespace.ROOT, claimed.get().provider());
            Optional<UUID> id = provider.map(claimed.get()::id);
            id.ifPresent(known -> draft.claimGroups().put(known, claimed.get()));
            return id.stream().toList();
        }
        if (ID.matcher(name).matches()) {
            UUID id = UUID.fromString(name);
            return ClaimGroup.isOne(id) || declarations.hasGroup(id) ? List.of(id) : declarations.groups(name);
        }
        return declarations.groups(name);
    }

    /** The one group that the name means; otherwise the draft is refused there. */
    static Optional<UUID> only(String name, Pointer at, Draft draft, Declarations declarations) throws SQLException {
        List<UUID> found = find(name, draft, declarations);
        if (found.size() != 1) {
            draft.refuse(at, found.isEmpty() ? UNKNOWN : AMBIGUOUS);
            return Optional.empty();
        }
        return Optional.of(found.getFirst());
    }
}
