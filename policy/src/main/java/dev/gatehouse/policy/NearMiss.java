package dev.gatehouse.policy;

import java.util.Locale;
import java.util.UUID;

/**
 * A binding that would have allowed what was denied, but for one thing.
 *
 * @param permission that nothing gave
 * @param asked where nothing gave it
 * @param rule the version of the resource that gives the role: a role binding, or an identity provider that maps groups
 * @param name of that resource
 * @param namespace where it gives the role
 * @param principal whom it names: the subject, or a group that the subject is in
 * @param terms the moment or the condition that it ended or failed at; empty where it was neither
 */
public record NearMiss(
        Cause cause,
        Permission permission,
        Namespace asked,
        Rule rule,
        String name,
        Namespace namespace,
        String role,
        UUID principal,
        String terms) {
    /** An event holds some of them, and a condition may be long. */
    private static final int MOST_TERMS = 200;

    public NearMiss {
        terms = terms.length() <= MOST_TERMS ? terms : terms.substring(0, MOST_TERMS) + "...";
    }

    /** What the binding lacks. */
    public enum Cause {
        /** Its role has the permission, but it gives the role in another namespace. */
        ELSEWHERE,

        /** It gives its role there, but the role is without the permission. */
        ROLE_LACKS_PERMISSION,

        /** It gave the permission there until a moment that is past. */
        EXPIRED,

        /** It gives the permission there on a condition, which does not hold of what is asked, or cannot be worked out. */
        CONDITION_DOES_NOT_HOLD;

        /** The cause in one word, as events and answers have it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** It as a leaf of the log names it: nothing but codes, ids and numbers. */
    public String fact() {
        return cause.code() + " " + rule;
    }

    /** Whoever answers for the use of a secret may be somebody else than who asks, of whom a condition would be worked out. */
    private String failing() {
        return permission.equals(Permission.SECRET_USE) ? "counts for no secret" : "does not hold";
    }

    /** It in words for the tenant's administrators. */
    public String sentence() {
        String given = "%s %s@%d gives %s to %s".formatted(rule.kind(), name, rule.revision(), role, principal);
        return switch (cause) {
            case ELSEWHERE -> given + ", but in " + namespace + " and not in " + asked;
            case EXPIRED -> given + " in " + namespace + ", but expired at " + terms;
            case CONDITION_DOES_NOT_HOLD ->
                given + " in " + namespace + ", but on a condition that " + failing() + ": " + terms;
            case ROLE_LACKS_PERMISSION -> given + " in " + namespace + ", but " + role + " is without " + permission;
        };
    }
}
