package dev.gatehouse.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is so beside the rules, and makes them sensible or not.
 *
 * @param activeSubjects those of the subjects that bindings name whose access stands
 * @param peopledGroups those of the groups that bindings name in which somebody is whose access stands, or of which nobody
 *     knows who is in them
 * @param members of the groups that approve: those whose access stands, or as many of them as a rule may want; a group of
 *     which nobody knows who is in it is absent
 * @param accounts those service accounts that bindings name whose access stands
 * @param groupNames what the groups that conditions name are called now; one that there is no more is absent
 */
public record LintFacts(
        Instant now,
        Set<UUID> activeSubjects,
        Set<UUID> peopledGroups,
        Map<UUID, List<Subject>> members,
        List<Account> accounts,
        Map<UUID, String> groupNames) {
    public LintFacts {
        activeSubjects = Set.copyOf(activeSubjects);
        peopledGroups = Set.copyOf(peopledGroups);
        members = Map.copyOf(members);
        accounts = List.copyOf(accounts);
        groupNames = Map.copyOf(groupNames);
    }

    /**
     * A service account.
     *
     * @param declarers who wrote a revision of it, or of an account that did: each says whose key is believed, and so
     *     approves nothing that it asks
     */
    public record Account(Subject subject, Set<UUID> declarers) {
        public Account {
            declarers = Set.copyOf(declarers);
        }
    }
}
