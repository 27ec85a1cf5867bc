package dev.gatehouse.policy;

import java.util.List;
import java.util.Locale;

/**
 * That a rule is hardly what its author wanted, although it can be read.
 *
 * @param others the rules that make it so
 * @param message what is wrong, and what to do, for an administrator; in printable ASCII but for what conditions say
 */
public record Finding(Code code, RuleName rule, List<RuleName> others, String message) {
    /** What is wrong with a rule. */
    public enum Code {
        /** Not as many people as it wants can give the approval. */
        APPROVAL_NOBODY_CAN_GIVE,
        /** Nobody whose access stands has the role. */
        ROLE_NOBODY_HOLDS,
        /** It says nothing of anything that can be asked. */
        RULE_NEVER_MATCHES,
        /** Others say all that it says, so that it decides nothing. */
        RULE_SHADOWED,
        /** It goes by the name of a job, which whoever declares jobs chooses. */
        NAME_PATTERN_EVADABLE,
        /** Its condition cannot be worked out, so that it denies everything that it is about. */
        CONDITION_ALWAYS_FAILS,
        /** Its condition names a group by a name that this group has not. */
        GROUP_NAMED_OTHERWISE;

        /** Its word in answers. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        others = List.copyOf(others);
    }
}
